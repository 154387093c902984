package io.github.jwtsession.attribute.jdk;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.Conversion;
import io.github.jwtsession.attribute.type.ConversionModule;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JacksonModule;

import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;

/**
 * The value types and collections of the JDK.
 */
public final class JdkTypes implements AttributeTypeSupport {

	private final Map<String, Class<?>> aliases = new LinkedHashMap<>();

	private final Map<Class<?>, Function<List<Object>, ?>> collections = new HashMap<>();

	private final Map<Class<?>, Function<Map<Object, Object>, ?>> maps = new HashMap<>();

	private final Map<Class<?>, Fillable<Collection<Object>>> fillableCollections = new HashMap<>();

	private final Map<Class<?>, Fillable<Map<Object, Object>>> fillableMaps = new HashMap<>();

	private final List<Conversion<?, ?>> conversions = new ArrayList<>();

	/**
	 * Create the support for the types of the JDK.
	 */
	public JdkTypes() {
		addBasicTypes();
		addExceptions();
		addTextTypes();
		addTimeTypes();
		addHolders();
		addCollections();
		addMaps();
		addFillableCollections();
		addFillableMaps();
	}

	@Override
	public Map<String, Class<?>> aliases() {
		return this.aliases;
	}

	@Override
	public List<JacksonModule> modules() {
		return List.of(new ContainerModule(this.collections, this.maps, this.fillableCollections, this.fillableMaps),
				new ConversionModule("jwt-session-jdk", this.conversions));
	}

	private void addBasicTypes() {
		alias("t", String.class);
		alias("Z", Boolean.class);
		alias("I", Integer.class);
		alias("D", Double.class);
		alias("L", Long.class);
		alias("F", Float.class);
		alias("S", Short.class);
		alias("B", Byte.class);
		alias("C", Character.class);
		alias("o", Object.class);
		// Of these there are arrays, and no values.
		alias("N", Number.class);
		alias("cs", CharSequence.class);
		alias("co", Comparable.class);
		alias("se", Serializable.class);
		alias("Co", Collection.class);
		alias("Li", List.class);
		alias("Se", Set.class);
		alias("Ma", Map.class);
		alias("zI", ZoneId.class);
		alias("tu", TimeUnit.class);
		for (Class<?> primitive : List.of(boolean.class, int.class, double.class, long.class, float.class, short.class,
				byte.class, char.class)) {
			alias(primitive.getName(), primitive);
		}
		alias("bd", BigDecimal.class);
		alias("bi", BigInteger.class);
		alias("ai", AtomicInteger.class);
		alias("al", AtomicLong.class);
		alias("ab", AtomicBoolean.class);
	}

	private void addExceptions() {
		alias("xt", Throwable.class);
		alias("xe", Exception.class);
		alias("xr", RuntimeException.class);
		alias("xa", IllegalArgumentException.class);
		alias("xs", IllegalStateException.class);
		alias("xl", StackTraceElement.class);
	}

	private void addTextTypes() {
		text("u", UUID.class, UUID::toString, UUID::fromString);
		text("uri", URI.class, URI::toString, URI::create);
		text("url", URL.class, JdkTypes::urlText, JdkTypes::url);
		text("lc", Locale.class, Locale::toLanguageTag, Locale::forLanguageTag);
		text("cu", Currency.class, Currency::getCurrencyCode, Currency::getInstance);
		text("sb", StringBuilder.class, StringBuilder::toString, StringBuilder::new);
		@SuppressWarnings("unchecked")
		Class<TimeZone> zoneInfo = (Class<TimeZone>) TimeZone.getTimeZone("UTC").getClass();
		text("tz", zoneInfo, TimeZone::getID, TimeZone::getTimeZone);
	}

	private void addTimeTypes() {
		text("in", Instant.class, Instant::toString, Instant::parse);
		text("du", Duration.class, Duration::toString, Duration::parse);
		text("pe", Period.class, Period::toString, Period::parse);
		text("ld", LocalDate.class, LocalDate::toString, LocalDate::parse);
		text("lt", LocalTime.class, LocalTime::toString, LocalTime::parse);
		text("dt", LocalDateTime.class, LocalDateTime::toString, LocalDateTime::parse);
		text("ot", OffsetTime.class, OffsetTime::toString, OffsetTime::parse);
		text("od", OffsetDateTime.class, OffsetDateTime::toString, OffsetDateTime::parse);
		text("zd", ZonedDateTime.class, ZonedDateTime::toString, ZonedDateTime::parse);
		text("ym", YearMonth.class, YearMonth::toString, YearMonth::parse);
		text("md", MonthDay.class, MonthDay::toString, MonthDay::parse);
		text("zo", ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of);
		@SuppressWarnings("unchecked")
		Class<ZoneId> region = (Class<ZoneId>) ZoneId.of("Europe/Paris").getClass();
		text("zi", region, ZoneId::getId, ZoneId::of);
		add("yr", new Conversion<>(Year.class, Integer.class, Year::getValue, Year::of), Year.class);
		alias("dw", DayOfWeek.class);
		alias("mo", Month.class);
		add("da", new Conversion<>(Date.class, Long.class, Date::getTime, Date::new), Date.class);
		list("gc", GregorianCalendar.class, JdkTypes::calendarToJson, JdkTypes::calendarFromJson);
		add("sd", new Conversion<>(java.sql.Date.class, Long.class, java.sql.Date::getTime, java.sql.Date::new),
				java.sql.Date.class);
		add("si", new Conversion<>(java.sql.Time.class, Long.class, java.sql.Time::getTime, java.sql.Time::new),
				java.sql.Time.class);
		list("sp", java.sql.Timestamp.class,
				(timestamp) -> new ArrayList<>(Arrays.asList(timestamp.getTime(), timestamp.getNanos())),
				JdkTypes::timestamp);
	}

	private void addHolders() {
		@SuppressWarnings("unchecked")
		Class<Optional<?>> optionalType = (Class<Optional<?>>) (Class<?>) Optional.class;
		list("op", optionalType, (optional) -> listOfNullable(optional.orElse(null)),
				(list) -> list.isEmpty() ? Optional.empty() : Optional.of(list.get(0)));
		list("oi", OptionalInt.class,
				(optional) -> optional.isPresent() ? listOfNullable(optional.getAsInt()) : new ArrayList<>(),
				(list) -> list.isEmpty() ? OptionalInt.empty() : OptionalInt.of((Integer) list.get(0)));
		list("ol", OptionalLong.class,
				(optional) -> optional.isPresent() ? listOfNullable(optional.getAsLong()) : new ArrayList<>(),
				(list) -> list.isEmpty() ? OptionalLong.empty() : OptionalLong.of((Long) list.get(0)));
		list("ob", OptionalDouble.class,
				(optional) -> optional.isPresent() ? listOfNullable(optional.getAsDouble()) : new ArrayList<>(),
				(list) -> list.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((Double) list.get(0)));
		list("me", SimpleEntry.class, (entry) -> new ArrayList<>(Arrays.asList(entry.getKey(), entry.getValue())),
				(list) -> new SimpleEntry<>(list.get(0), list.get(1)));
		@SuppressWarnings("unchecked")
		Class<Map.Entry<?, ?>> entryType = (Class<Map.Entry<?, ?>>) (Class<?>) Map.entry(1, 1).getClass();
		list("mk", entryType, (entry) -> new ArrayList<>(Arrays.asList(entry.getKey(), entry.getValue())),
				(list) -> Map.entry(list.get(0), list.get(1)));
		add("bs", new Conversion<>(BitSet.class, byte[].class, BitSet::toByteArray, BitSet::valueOf), BitSet.class);
	}

	private void addCollections() {
		collection("l", ArrayList.class, ArrayList::new);
		collection("ll", LinkedList.class, LinkedList::new);
		collection("as", Arrays.asList(1).getClass(), (list) -> Arrays.asList(list.toArray()));
		collection("lo", List.of(1).getClass(), JdkTypes::immutableList);
		collection("ln", List.of().getClass(), JdkTypes::immutableList);
		collection("lv", new ArrayList<>().subList(0, 0).getClass(), ArrayList::new);
		collection("l0", Collections.emptyList().getClass(), (list) -> Collections.emptyList());
		collection("l1", Collections.singletonList(1).getClass(), (list) -> Collections.singletonList(list.get(0)));
		collection("ul", Collections.unmodifiableList(new ArrayList<>()).getClass(), Collections::unmodifiableList);
		collection("uk", Collections.unmodifiableList(new LinkedList<>()).getClass(),
				(list) -> Collections.unmodifiableList(new LinkedList<>(list)));
		collection("yl", Collections.synchronizedList(new ArrayList<>()).getClass(), Collections::synchronizedList);
		collection("cl", CopyOnWriteArrayList.class, CopyOnWriteArrayList::new);
		collection("v", Vector.class, Vector::new);
		collection("st", Stack.class, JdkTypes::stack);
		collection("ad", ArrayDeque.class, ArrayDeque::new);
		collection("pq", PriorityQueue.class, PriorityQueue::new);
		collection("cq", ConcurrentLinkedQueue.class, ConcurrentLinkedQueue::new);
		collection("s", HashSet.class, HashSet::new);
		collection("ls", LinkedHashSet.class, LinkedHashSet::new);
		collection("ts", TreeSet.class, TreeSet::new);
		collection("so", Set.of(1).getClass(), Set::copyOf);
		collection("sn", Set.of().getClass(), Set::copyOf);
		collection("s0", Collections.emptySet().getClass(), (list) -> Collections.emptySet());
		collection("s1", Collections.singleton(1).getClass(), (list) -> Collections.singleton(list.get(0)));
		collection("us", Collections.unmodifiableSet(new HashSet<>()).getClass(),
				(list) -> Collections.unmodifiableSet(new LinkedHashSet<>(list)));
		collection("ut", Collections.unmodifiableSortedSet(new TreeSet<>()).getClass(),
				(list) -> Collections.unmodifiableSortedSet(new TreeSet<>(list)));
		collection("uc", Collections.unmodifiableCollection(new ArrayList<>()).getClass(),
				Collections::unmodifiableCollection);
		collection("ys", Collections.synchronizedSet(new HashSet<>()).getClass(),
				(list) -> Collections.synchronizedSet(new LinkedHashSet<>(list)));
		collection("ws", CopyOnWriteArraySet.class, CopyOnWriteArraySet::new);
		collection("ks", ConcurrentHashMap.newKeySet().getClass(), JdkTypes::concurrentSet);
		collection("kl", ConcurrentSkipListSet.class, ConcurrentSkipListSet::new);
		addEnumSet("es", "java.util.RegularEnumSet");
		addEnumSet("ej", "java.util.JumboEnumSet");
	}

	private void addMaps() {
		map("m", LinkedHashMap.class, LinkedHashMap::new);
		map("hm", HashMap.class, HashMap::new);
		map("tm", TreeMap.class, TreeMap::new);
		map("cm", ConcurrentHashMap.class, ConcurrentHashMap::new);
		map("km", ConcurrentSkipListMap.class, ConcurrentSkipListMap::new);
		map("ht", Hashtable.class, Hashtable::new);
		map("pr", Properties.class, JdkTypes::properties);
		map("m1", Map.of(1, 1).getClass(), Map::copyOf);
		map("mn", Map.of().getClass(), Map::copyOf);
		map("m0", Collections.emptyMap().getClass(), (entries) -> Collections.emptyMap());
		map("ms", Collections.singletonMap(1, 1).getClass(), JdkTypes::singletonMap);
		map("um", Collections.unmodifiableMap(new HashMap<>()).getClass(), Collections::unmodifiableMap);
		map("uv", Collections.unmodifiableSortedMap(new TreeMap<>()).getClass(),
				(entries) -> Collections.unmodifiableSortedMap(new TreeMap<>(entries)));
		map("yn", Collections.synchronizedMap(new HashMap<>()).getClass(), Collections::synchronizedMap);
		list("em", EnumMap.class, EnumContainers::toList, EnumContainers::toMap);
	}

	/**
	 * Those that may hold themselves. An {@link ArrayList} is Jackson's own business.
	 */
	private void addFillableCollections() {
		lists(LinkedList::new, (it) -> it);
		lists(CopyOnWriteArrayList::new, (it) -> it);
		lists(Vector::new, (it) -> it);
		lists(Stack::new, (it) -> it);
		lists(ArrayDeque::new, (it) -> it);
		lists(ConcurrentLinkedQueue::new, (it) -> it);
		lists(ArrayList::new, Collections::unmodifiableList);
		lists(LinkedList::new, Collections::unmodifiableList);
		lists(ArrayList::new, Collections::synchronizedList);
		lists(ArrayList::new, Collections::unmodifiableCollection);
		sets(HashSet::new, (it) -> it);
		sets(LinkedHashSet::new, (it) -> it);
		sets(TreeSet::new, (it) -> it);
		sets(PriorityQueue::new, (it) -> it);
		sets(CopyOnWriteArraySet::new, (it) -> it);
		sets(ConcurrentHashMap::newKeySet, (it) -> it);
		sets(ConcurrentSkipListSet::new, (it) -> it);
		sets(LinkedHashSet::new, Collections::unmodifiableSet);
		sets(LinkedHashSet::new, Collections::synchronizedSet);
		sets(TreeSet::new, (TreeSet<Object> set) -> Collections.unmodifiableSortedSet(set));
	}

	private <C extends Collection<Object>> void lists(Supplier<C> empty, Function<C, Object> wrap) {
		fillable(empty, wrap, false);
	}

	private <C extends Collection<Object>> void sets(Supplier<C> empty, Function<C, Object> wrap) {
		fillable(empty, wrap, true);
	}

	@SuppressWarnings("unchecked")
	private <C extends Collection<Object>> void fillable(Supplier<C> empty, Function<C, Object> wrap,
			boolean looksAtElements) {
		Class<?> type = wrap.apply(empty.get()).getClass();
		this.fillableCollections.put(type,
				new Fillable<>(empty, (Function<Collection<Object>, Object>) (Function<?, ?>) wrap, looksAtElements));
	}

	private void addFillableMaps() {
		maps(LinkedHashMap::new, (it) -> it);
		maps(HashMap::new, (it) -> it);
		maps(TreeMap::new, (it) -> it);
		maps(ConcurrentHashMap::new, (it) -> it);
		maps(ConcurrentSkipListMap::new, (it) -> it);
		maps(Hashtable::new, (it) -> it);
		maps(Properties::new, (it) -> it);
		maps(LinkedHashMap::new, Collections::unmodifiableMap);
		maps(LinkedHashMap::new, Collections::synchronizedMap);
		maps(TreeMap::new, (TreeMap<Object, Object> map) -> Collections.unmodifiableSortedMap(map));
	}

	@SuppressWarnings("unchecked")
	private <C extends Map<Object, Object>> void maps(Supplier<C> empty, Function<C, Object> wrap) {
		Class<?> type = wrap.apply(empty.get()).getClass();
		this.fillableMaps.put(type,
				new Fillable<>(empty, (Function<Map<Object, Object>, Object>) (Function<?, ?>) wrap, true));
	}

	@SuppressWarnings("unchecked")
	private void addEnumSet(String alias, String className) {
		Class<?> type = ClassUtils.resolveClassName(className, null);
		list(alias, (Class<EnumSet<?>>) type, EnumContainers::toList, EnumContainers::toSet);
	}

	private void alias(String alias, Class<?> type) {
		Assert.state(this.aliases.put(alias, type) == null, () -> "Alias '" + alias + "' is taken");
	}

	private <T> void text(String alias, Class<T> type, Function<T, @Nullable String> toText,
			Function<String, T> fromText) {
		add(alias, new Conversion<>(type, String.class, toText, fromText), type);
	}

	@SuppressWarnings("rawtypes")
	private <T> void list(String alias, Class<T> type, Function<T, @Nullable ArrayList> toList,
			Function<ArrayList, T> fromList) {
		add(alias, new Conversion<>(type, ArrayList.class, toList, fromList), type);
	}

	private void add(String alias, Conversion<?, ?> conversion, Class<?> type) {
		alias(alias, type);
		this.conversions.add(conversion);
	}

	private void collection(String alias, Class<?> type, Function<List<Object>, ?> fromList) {
		alias(alias, type);
		this.collections.put(type, fromList);
	}

	private void map(String alias, Class<?> type, Function<Map<Object, Object>, ?> fromEntries) {
		alias(alias, type);
		this.maps.put(type, fromEntries);
	}

	private static ArrayList<?> calendarToJson(GregorianCalendar calendar) {
		return new ArrayList<>(
				Arrays.asList(calendar.getTimeInMillis(), calendar.getTimeZone(), calendar.getFirstDayOfWeek(),
						calendar.getMinimalDaysInFirstWeek(), calendar.isLenient(), calendar.getGregorianChange()));
	}

	private static GregorianCalendar calendarFromJson(ArrayList<?> elements) {
		GregorianCalendar calendar = new GregorianCalendar((TimeZone) elements.get(1));
		calendar.setGregorianChange((Date) elements.get(5));
		calendar.setFirstDayOfWeek((Integer) elements.get(2));
		calendar.setMinimalDaysInFirstWeek((Integer) elements.get(3));
		calendar.setLenient((Boolean) elements.get(4));
		calendar.setTimeInMillis((Long) elements.get(0));
		return calendar;
	}

	private static java.sql.Timestamp timestamp(ArrayList<?> elements) {
		java.sql.Timestamp timestamp = new java.sql.Timestamp((Long) elements.get(0));
		timestamp.setNanos((Integer) elements.get(1));
		return timestamp;
	}

	private static String urlText(URL url) {
		try {
			return url.toURI().toString();
		}
		catch (URISyntaxException ex) {
			throw new UnsupportedTypeException("java.net.URL holds something that is no URI.");
		}
	}

	private static URL url(String text) {
		try {
			return URI.create(text).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static ArrayList<@Nullable Object> listOfNullable(@Nullable Object value) {
		ArrayList<@Nullable Object> list = new ArrayList<>(1);
		if (value != null) {
			list.add(value);
		}
		return list;
	}

	/**
	 * {@code Stream.toList()} returns the same class, but takes {@code null}.
	 */
	private static List<Object> immutableList(List<Object> list) {
		return list.contains(null) ? list.stream().toList() : List.copyOf(list);
	}

	private static Stack<Object> stack(List<Object> list) {
		Stack<Object> stack = new Stack<>();
		stack.addAll(list);
		return stack;
	}

	private static Properties properties(Map<Object, Object> entries) {
		Properties properties = new Properties();
		properties.putAll(entries);
		return properties;
	}

	private static Set<Object> concurrentSet(List<Object> list) {
		Set<Object> set = ConcurrentHashMap.newKeySet();
		set.addAll(list);
		return set;
	}

	private static Map<Object, Object> singletonMap(Map<Object, Object> entries) {
		Map.Entry<Object, Object> entry = entries.entrySet().iterator().next();
		return Collections.singletonMap(entry.getKey(), entry.getValue());
	}

}
