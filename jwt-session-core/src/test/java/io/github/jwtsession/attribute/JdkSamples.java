package io.github.jwtsession.attribute;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
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

import com.example.Shop.Shelf;

/**
 * Values of the JDK's types for the golden files, see {@link GoldenAttributes}.
 */
final class JdkSamples {

	private final Map<String, Object> values = new LinkedHashMap<>();

	private JdkSamples() {
		addBasicTypes();
		addArrays();
		addExceptions();
		addTextTypes();
		addTimeTypes();
		addHolders();
		addLists();
		addQueues();
		addSets();
		addMaps();
	}

	static Map<String, Object> values() {
		return new JdkSamples().values;
	}

	private void add(String name, Object value) {
		this.values.put(name, value);
	}

	/**
	 * Those that JSON knows have an alias for arrays alone.
	 */
	private void addBasicTypes() {
		add("t", new String[] { "a", null });
		add("t as plain JSON", "text");
		add("t that needs escapes", "\"\\/\b\f\n\r\t\u0000\u001f çé€😀");
		add("t that looks like a type", "@L");
		add("Z", new Boolean[] { true, false });
		add("Z as plain JSON", true);
		add("I", new Integer[] { 1, 2 });
		add("I as plain JSON", -5);
		add("D", new Double[] { 1.5 });
		add("D as plain JSON", 1.5);
		add("D that is whole", 1.0);
		add("D that is large", 1e300);
		add("D that is no number", Double.NaN);
		add("D that is infinite", Double.NEGATIVE_INFINITY);
		add("L", 5L);
		add("L beyond int", Long.MAX_VALUE);
		add("L in an array", new Long[] { 1L, 2L });
		add("F", 1.5f);
		add("F that is no number", Float.NaN);
		add("S", (short) 5);
		add("B", (byte) -5);
		add("C", 'x');
		add("bd", new BigDecimal("12.500"));
		add("bd with exponent", new BigDecimal("1E+3"));
		add("bi", BigInteger.TWO.pow(100));
		add("ai", new AtomicInteger(5));
		add("al", new AtomicLong(5));
		add("ab", new AtomicBoolean(true));
		add("tu", TimeUnit.SECONDS);
	}

	private void addArrays() {
		add("o", new Object[] { 1L, "a", null });
		add("N", new Number[] { 1, 2L });
		add("cs", new CharSequence[] { "a", "b" });
		add("co", new Comparable<?>[] { "a", 5L });
		add("se", new Serializable[] { "a", DayOfWeek.MONDAY });
		add("Co", new Collection<?>[] { new ArrayList<>(List.of(1)), Set.of("a") });
		add("Li", new List<?>[] { new ArrayList<>(List.of(1)), List.of(2) });
		add("Se", new Set<?>[] { new HashSet<>(List.of(1)), Set.of(2) });
		add("Ma", new Map<?, ?>[] { new LinkedHashMap<>(Map.of("a", 1)), Map.of("b", 2) });
		add("zI", new ZoneId[] { ZoneId.of("Europe/Berlin"), ZoneOffset.UTC });
		add("boolean", new boolean[] { true, false });
		add("int", new int[] { 1, -2 });
		add("int in arrays of arrays", new int[][] { { 1 }, { 2, 3 }, {} });
		add("double", new double[] { 1.5, 2 });
		add("long", new long[] { 1, Long.MAX_VALUE });
		add("float", new float[] { 1.5f });
		add("short", new short[] { 1 });
		add("byte", new byte[] { 1, 2, -3, 127 });
		add("char", new char[] { 'a', 'b' });
	}

	private void addExceptions() {
		add("xt", new Throwable("a"));
		add("xe", new Exception("a"));
		add("xr", new RuntimeException("a"));
		add("xr without a message", new RuntimeException());
		add("xa", new IllegalArgumentException("a"));
		add("xs", new IllegalStateException("a"));
		// One that is not empty can be written, but not read, and is refused when it is
		// set.
		add("xl", new StackTraceElement[0]);
	}

	private void addTextTypes() {
		add("u", UUID.fromString("b1fd8d1e-2b6d-4c9a-9d5c-9d2f7a4c6c3e"));
		add("uri", URI.create("https://example.com/?a=b"));
		add("url", url("https://example.com/"));
		add("lc", Locale.GERMANY);
		add("lc that is the root", Locale.ROOT);
		add("lc with script and extension", Locale.forLanguageTag("zh-Hant-TW-u-ca-roc"));
		add("cu", Currency.getInstance("EUR"));
		add("sb", new StringBuilder("text"));
		add("tz", TimeZone.getTimeZone("Europe/Berlin"));
	}

	private static URL url(String text) {
		try {
			return URI.create(text).toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void addTimeTypes() {
		add("in", Instant.parse("2026-01-02T03:04:05.123456789Z"));
		add("du", Duration.ofSeconds(90_061, 7));
		add("pe", Period.of(1, 2, 3));
		add("ld", LocalDate.of(2026, 1, 2));
		add("lt", LocalTime.of(3, 4));
		add("dt", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
		add("ot", OffsetTime.of(1, 2, 3, 4, ZoneOffset.UTC));
		add("od", OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneOffset.ofHours(1)));
		add("zd", ZonedDateTime.of(2026, 7, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")));
		add("ym", YearMonth.of(2026, 2));
		add("md", MonthDay.of(2, 29));
		add("zo", ZoneOffset.ofHoursMinutes(5, 30));
		add("zi", ZoneId.of("Europe/Berlin"));
		add("yr", Year.of(2026));
		add("dw", DayOfWeek.MONDAY);
		add("mo", Month.MAY);
		add("da", new Date(1_767_323_045_123L));
		add("gc", calendar());
		add("sd", new java.sql.Date(1_767_323_045_123L));
		add("si", new java.sql.Time(1_767_323_045_123L));
		add("sp", timestamp());
	}

	private static GregorianCalendar calendar() {
		GregorianCalendar calendar = new GregorianCalendar(TimeZone.getTimeZone("America/New_York"), Locale.US);
		calendar.setTimeInMillis(1_767_323_045_123L);
		return calendar;
	}

	private static java.sql.Timestamp timestamp() {
		java.sql.Timestamp timestamp = new java.sql.Timestamp(1_767_323_045_123L);
		timestamp.setNanos(123_456_789);
		return timestamp;
	}

	private void addHolders() {
		add("op", Optional.of(5L));
		add("op that is empty", Optional.empty());
		add("oi", OptionalInt.of(5));
		add("oi that is empty", OptionalInt.empty());
		add("ol", OptionalLong.of(5));
		add("ol that is empty", OptionalLong.empty());
		add("ob", OptionalDouble.of(1.5));
		add("ob that is empty", OptionalDouble.empty());
		add("me", new SimpleEntry<>("a", 5L));
		add("mk", Map.entry("a", 5L));
		add("bs", BitSet.valueOf(new long[] { 5, 1 }));
	}

	private void addLists() {
		add("l", new ArrayList<?>[] { new ArrayList<>(List.of(1)) });
		add("l as plain JSON", new ArrayList<>(Arrays.asList(1, 2L, "@L", null, new ArrayList<>(List.of(true)))));
		add("ll", new LinkedList<>(List.of(1, 2)));
		add("as", Arrays.asList(1, null));
		add("lo", List.of(1, 2L));
		add("ln", List.of(1, 2, 3));
		add("ln that is empty", List.of());
		// Comes back as an ArrayList, see GoldenAttributes.
		add("lv", new ArrayList<>(List.of(1, 2, 3)).subList(0, 2));
		add("l0", Collections.emptyList());
		add("l1", Collections.singletonList(5L));
		add("ul", Collections.unmodifiableList(new ArrayList<>(List.of(1))));
		add("uk", Collections.unmodifiableList(new LinkedList<>(List.of(1))));
		add("yl", Collections.synchronizedList(new ArrayList<>(List.of(1))));
		add("cl", new CopyOnWriteArrayList<>(List.of(1)));
		add("v", new Vector<>(List.of(1)));
		add("st", stack());
		add("uc", Collections.unmodifiableCollection(new ArrayList<>(List.of(1))));
	}

	private static Stack<Integer> stack() {
		Stack<Integer> stack = new Stack<>();
		stack.push(1);
		stack.push(2);
		return stack;
	}

	private void addQueues() {
		add("ad", new ArrayDeque<>(List.of(1, 2)));
		add("pq", new PriorityQueue<>(List.of(3, 1, 2)));
		add("cq", new ConcurrentLinkedQueue<>(List.of(1, 2)));
	}

	/**
	 * A hash set is written in the order of its JSON. One within a view would be written
	 * in the order of its hashes, so that those are linked here.
	 */
	private void addSets() {
		add("s", new HashSet<>(List.of("c", "a", "b", 5L)));
		add("ls", new LinkedHashSet<>(List.of(3, 1, 2)));
		add("ts", new TreeSet<>(List.of(3, 1, 2)));
		add("so", Set.of(2, 1));
		add("sn", Set.of(3, 1, 2));
		add("sn that is empty", Set.of());
		add("s0", Collections.emptySet());
		add("s1", Collections.singleton(5L));
		add("us", Collections.unmodifiableSet(new LinkedHashSet<>(List.of(3, 1, 2))));
		add("ut", Collections.unmodifiableSortedSet(new TreeSet<>(List.of(3, 1, 2))));
		add("ys", Collections.synchronizedSet(new LinkedHashSet<>(List.of(3, 1, 2))));
		add("ws", new CopyOnWriteArraySet<>(List.of(3, 1, 2)));
		add("ks", concurrentSet());
		add("kl", new ConcurrentSkipListSet<>(List.of(3, 1, 2)));
		add("es", EnumSet.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY));
		add("es that is empty", EnumSet.noneOf(DayOfWeek.class));
		add("ej", EnumSet.of(Shelf.S01, Shelf.S65));
		add("ej that is empty", EnumSet.noneOf(Shelf.class));
	}

	private static Set<Object> concurrentSet() {
		Set<Object> set = ConcurrentHashMap.newKeySet();
		set.addAll(List.of("b", "a"));
		return set;
	}

	private void addMaps() {
		add("m", new LinkedHashMap<>(Map.of(1L, "a")));
		add("m as plain JSON", plainMap());
		add("m with a key that looks like a type", new LinkedHashMap<>(Map.of("@L", 1)));
		add("hm", new HashMap<>(Map.of("b", 1L, "a", 2, "@c", 3)));
		add("hm with keys that are no strings", new HashMap<>(Map.of(2L, "a", 1L, "b")));
		add("tm", new TreeMap<>(Map.of("b", 1, "a", 2)));
		add("cm", new ConcurrentHashMap<>(Map.of("b", 1, "a", 2)));
		add("km", new ConcurrentSkipListMap<>(Map.of("b", 1, "a", 2)));
		add("ht", new Hashtable<>(Map.of("b", 1, "a", 2)));
		add("pr", properties());
		add("m1", Map.of("a", 1));
		add("mn", Map.of("b", 1, "a", 2L));
		add("mn that is empty", Map.of());
		add("m0", Collections.emptyMap());
		add("ms", Collections.singletonMap("a", 5L));
		add("um", Collections.unmodifiableMap(plainMap()));
		add("uv", Collections.unmodifiableSortedMap(new TreeMap<>(Map.of("b", 1, "a", 2))));
		add("yn", Collections.synchronizedMap(plainMap()));
		add("em", new EnumMap<>(Map.of(DayOfWeek.TUESDAY, 1L)));
		add("em that is empty", new EnumMap<>(DayOfWeek.class));
	}

	private static Map<String, Object> plainMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("b", 1);
		map.put("a", 2L);
		map.put("", null);
		return map;
	}

	private static Properties properties() {
		Properties properties = new Properties();
		properties.setProperty("a", "b");
		return properties;
	}

}
