package io.github.jwtsession.attribute;

import java.io.File;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.attribute.bean.SessionBeans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link AttributeJson}.
 */
class AttributeJsonTests {

	private final AttributeJson json = new AttributeJson(List.of(), List.of("io.github.jwtsession"), false,
			getClass().getClassLoader());

	@ParameterizedTest(name = "{0}")
	@MethodSource("values")
	void comesBackWithTypeAndValue(String name, Object value) {
		assertRoundTrip(value);
	}

	@ParameterizedTest(name = "{0} within a list, a map, an array and a record")
	@MethodSource("values")
	void comesBackFromWithinContainers(String name, Object value) {
		assertRoundTrip(new ArrayList<>(List.of(value, "x")));
		assertRoundTrip(List.of(value, "x"));
		assertRoundTrip(new HashMap<>(Map.of("key", value)));
		assertRoundTrip(new LinkedHashMap<>(Map.of("key", value)));
		assertRoundTrip(new Object[] { value, value });
		assertRoundTrip(new Holder<>(value));
		assertRoundTrip(new Holder<>(new Holder<>(List.of(value))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("values")
	void deserializersAreMadeOnce(String name, Object value) {
		DeserializerLookups lookups = new DeserializerLookups();
		AttributeJson counted = new AttributeJson(List.of(), List.of("io.github.jwtsession"), false,
				getClass().getClassLoader(), List.of(lookups), SessionBeans.NONE);
		byte[] written = counted.write("a",
				new Holder<>(new ArrayList<>(List.of(new HashMap<>(Map.of("key", value))))));
		counted.read("a", written);
		assertThat(lookups.take()).isNotEmpty();
		assertThat(counted.read("a", written)).isNotNull();
		assertThat(lookups.take()).isEmpty();
	}

	static Stream<Arguments> values() throws Exception {
		return Stream.of(arguments("String", "text"), arguments("empty String", ""),
				arguments("String that looks like a type", "@L"), arguments("String beyond ASCII", "çé€😀\u0000\n\""),
				arguments("Boolean", true), arguments("Character", 'x'), arguments("Integer", 5), arguments("Long", 5L),
				arguments("Long beyond int", Long.MAX_VALUE), arguments("Short", (short) 5),
				arguments("Byte", (byte) 5), arguments("Double", 1.5), arguments("whole Double", 1.0),
				arguments("NaN", Double.NaN), arguments("infinite Double", Double.NEGATIVE_INFINITY),
				arguments("Float", 1.5f), arguments("NaN Float", Float.NaN),
				arguments("BigDecimal", new BigDecimal("12.500")),
				arguments("BigDecimal with exponent", new BigDecimal("1E+3")),
				arguments("BigInteger", BigInteger.TWO.pow(100)), arguments("byte[]", new byte[] { 1, 2, -3 }),
				arguments("UUID", UUID.randomUUID()), arguments("enum", Color.RED),
				arguments("enum with a body", Color.BLUE), arguments("URI", URI.create("https://example.com/?a=b")),
				arguments("URL", URI.create("https://example.com/").toURL()), arguments("Locale", Locale.GERMANY),
				arguments("Locale without country", Locale.FRENCH), arguments("root Locale", Locale.ROOT),
				arguments("Currency", Currency.getInstance("EUR")),
				arguments("TimeZone", TimeZone.getTimeZone("Europe/Berlin")),
				arguments("ZoneId", ZoneId.of("Europe/Berlin")), arguments("ZoneOffset", ZoneOffset.ofHours(2)),
				arguments("Instant", Instant.parse("2026-01-02T03:04:05.123456789Z")),
				arguments("Duration", Duration.ofSeconds(5, 7)), arguments("Period", Period.of(1, 2, 3)),
				arguments("LocalDate", LocalDate.of(2026, 1, 2)), arguments("LocalTime", LocalTime.of(3, 4)),
				arguments("LocalDateTime", LocalDateTime.of(2026, 1, 2, 3, 4, 5)),
				arguments("OffsetTime", OffsetTime.of(1, 2, 3, 4, ZoneOffset.UTC)),
				arguments("OffsetDateTime", OffsetDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneOffset.ofHours(1))),
				arguments("ZonedDateTime", ZonedDateTime.of(2026, 7, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin"))),
				arguments("Year", Year.of(2026)), arguments("YearMonth", YearMonth.of(2026, 2)),
				arguments("MonthDay", MonthDay.of(2, 29)), arguments("DayOfWeek", DayOfWeek.MONDAY),
				arguments("Month", Month.MAY), arguments("Date", new Date(1234567890123L)),
				arguments("SQL timestamp", java.sql.Timestamp.valueOf("2026-01-02 03:04:05.123456789")),
				arguments("SQL date", java.sql.Date.valueOf("2026-01-02")), arguments("Optional", Optional.of(5L)),
				arguments("empty Optional", Optional.empty()), arguments("OptionalInt", OptionalInt.of(5)),
				arguments("OptionalLong", OptionalLong.of(5)), arguments("Map.entry", Map.entry("a", 5L)),
				arguments("ArrayList", new ArrayList<>(List.of(1, 2L, "3"))),
				arguments("ArrayList with null", new ArrayList<>(Arrays.asList(1, null))),
				arguments("ArrayList of ArrayList", new ArrayList<>(List.of(new ArrayList<>(List.of("@L", 5))))),
				arguments("LinkedList", new LinkedList<>(List.of(1, 2))), arguments("List.of()", List.of()),
				arguments("List.of(1)", List.of(1)), arguments("List.of(3)", List.of(1L, 2, 3)),
				arguments("Stream.toList() with null", Stream.of(1, null, 2).toList()),
				arguments("Arrays.asList", Arrays.asList(1, null)),
				arguments("Collections.emptyList", Collections.emptyList()),
				arguments("Collections.singletonList", Collections.singletonList(5L)),
				arguments("Collections.unmodifiableList", Collections.unmodifiableList(new ArrayList<>(List.of(1)))),
				arguments("CopyOnWriteArrayList", new CopyOnWriteArrayList<>(List.of(1))),
				arguments("HashSet", new HashSet<>(Set.of(1, 2, 3))),
				arguments("LinkedHashSet", new LinkedHashSet<>(List.of(3, 1, 2))),
				arguments("TreeSet", new TreeSet<>(List.of(3, 1, 2))), arguments("Set.of", Set.of(1, 2, 3)),
				arguments("Set.of()", Set.of()), arguments("Collections.emptySet", Collections.emptySet()),
				arguments("Collections.singleton", Collections.singleton(1)),
				arguments("Collections.unmodifiableSet", Collections.unmodifiableSet(new HashSet<>(List.of(1, 2)))),
				arguments("concurrent set", concurrentSet()), arguments("EnumSet", EnumSet.of(Color.RED, Color.BLUE)),
				arguments("empty EnumSet", EnumSet.noneOf(Color.class)),
				arguments("LinkedHashMap", new LinkedHashMap<>(Map.of("a", 1))),
				arguments("LinkedHashMap with a key that looks like a type", new LinkedHashMap<>(Map.of("@L", 1))),
				arguments("HashMap", new HashMap<>(Map.of("a", 1L, "@b", 2))),
				arguments("HashMap with Long keys", new HashMap<>(Map.of(1L, "a", 2L, "b"))),
				arguments("HashMap with record keys", new HashMap<>(Map.of(new Point(1, 2), new Point(3, 4)))),
				arguments("LinkedHashMap with null", new LinkedHashMap<>(Collections.singletonMap("a", null))),
				arguments("empty HashMap", new HashMap<>()),
				arguments("TreeMap", new TreeMap<>(Map.of("b", 1, "a", 2))), arguments("Map.of", Map.of("a", 1)),
				arguments("Map.of()", Map.of()), arguments("Map.of(2)", Map.of("a", 1, "b", 2L)),
				arguments("Collections.emptyMap", Collections.emptyMap()),
				arguments("Collections.unmodifiableMap", Collections.unmodifiableMap(new HashMap<>(Map.of("a", 1)))),
				arguments("ConcurrentHashMap", new ConcurrentHashMap<>(Map.of("a", 1))),
				arguments("EnumMap", new EnumMap<>(Map.of(Color.RED, 1L))),
				arguments("empty EnumMap", new EnumMap<>(Color.class)), arguments("int[]", new int[] { 1, 2 }),
				arguments("long[]", new long[] { 1, 2 }), arguments("double[]", new double[] { 1.5, 2 }),
				arguments("char[]", new char[] { 'a', 'b' }), arguments("boolean[]", new boolean[] { true, false }),
				arguments("String[]", new String[] { "a", null }), arguments("Object[]", new Object[] { 1L, "a" }),
				arguments("Long[]", new Long[] { 1L, 2L }), arguments("record[]", new Point[] { new Point(1, 2) }),
				arguments("int[][]", new int[][] { { 1 }, { 2, 3 } }), arguments("record", new Point(1, 2)),
				arguments("record with everything", new Everything(1L, Optional.of(2L), List.of(new Point(1, 2)),
						Map.of(Color.RED, new HashSet<>(List.of(5L))), new Circle(3), 7L, new int[] { 1 }.length)),
				arguments("bean without a default constructor", new Customer("Sam", new Point(1, 2))),
				arguments("bean that inherits", new GoodCustomer("Sam", new Point(1, 2), 5L)),
				arguments("bean with Jackson annotations", new Account("sam", "secret")),
				arguments("generic bean", new Box<>(new Box<>(5L))), arguments("sealed interface", new Circle(5)),
				arguments("subclass of HashMap", new Basket(Map.of("a", 1L))),
				arguments("small record", new Counter(5)));
	}

	private static Set<Object> concurrentSet() {
		Set<Object> set = ConcurrentHashMap.newKeySet();
		set.add("a");
		return set;
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "{", "{\"@", "{\"@L", "{\"@L\"", "{\"@L\":", "{\"@L\":5", "{\"@[", "{\"@\":1}", "[", "\"" })
	void whatIsNoJsonIsAbsent(String cut) {
		assertThat(this.json.read("name", cut.getBytes(StandardCharsets.UTF_8))).isNull();
	}

	@Test
	void writesWhatJsonKnowsAsPlainJson() {
		assertThat(write("text")).isEqualTo("\"text\"");
		assertThat(write(3)).isEqualTo("3");
		assertThat(write(1.5)).isEqualTo("1.5");
		assertThat(write(true)).isEqualTo("true");
		assertThat(write(new ArrayList<>(List.of("a", 1)))).isEqualTo("[\"a\",1]");
		assertThat(write(new LinkedHashMap<>(Map.of("a", new ArrayList<>(List.of(1)))))).isEqualTo("{\"a\":[1]}");
	}

	@Test
	void marksOtherTypesWithTheirAlias() {
		assertThat(write(5L)).isEqualTo("{\"@L\":5}");
		assertThat(write(new Point(1, 2)))
			.isEqualTo("{\"@io.github.jwtsession.attribute.AttributeJsonTests$Point\":{\"x\":1,\"y\":2}}");
	}

	@Test
	void doesNotMarkWhatADeclarationTells() {
		assertThat(write(new Shapes(new ArrayList<>(List.of(new Point(1, 2))))))
			.endsWith("{\"points\":[{\"x\":1,\"y\":2}]}}");
	}

	@Test
	void readsNumbersOfOtherServicesBySize() {
		assertThat(read("5000000000")).isEqualTo(5_000_000_000L);
		assertThat(read("5")).isEqualTo(5);
	}

	@ParameterizedTest
	@MethodSource("unsupported")
	void refusesWhatCannotComeBack(Object value, String expected) {
		assertThatExceptionOfType(UnsupportedAttributeException.class).isThrownBy(() -> this.json.write("cart", value))
			.withMessageContaining("'cart'")
			.withMessageContaining(expected);
	}

	static Stream<Arguments> unsupported() {
		Node deep = new Node();
		for (int i = 0; i < 250; i++) {
			Node outer = new Node();
			outer.next = deep;
			deep = outer;
		}
		TreeSet<String> reversed = new TreeSet<>(Collections.reverseOrder());
		reversed.add("a");
		return Stream.of(arguments(new Object(), "java.lang.Object is not an allowed attribute type"),
				arguments(new Thread(), "java.lang.Thread"), arguments(String.class, "java.lang.Class"),
				arguments(List.of(new StringBuffer("x")), "java.lang.StringBuffer"),
				arguments(new Holder<>(new java.util.Random()), "java.util.Random"), arguments((Runnable) () -> {
				}, "generated at runtime"), arguments(deep, "nested deeper than 200 levels"),
				arguments(reversed, "comparator"),
				arguments(new Scanning(new java.util.Scanner("")), "java.util.Scanner"),
				arguments(new Uploading(new File("x"), null), "java.io.File"),
				arguments(new Uploading(null, new IdentityHashMap<>()), "java.util.IdentityHashMap"),
				arguments(new IdentityHashMap<?, ?>[] { new IdentityHashMap<>() }, "java.util.IdentityHashMap"),
				arguments(new Money("5 EUR"), "extends a class of the JDK"),
				arguments(new HashMap<>(Map.of("a", new Money("5},\"admin\":true,\"x\":{\"y\":1"))), "extends a class"),
				arguments(new Birthday(), "extends a class of the JDK"),
				arguments(new Pair("k", "v"), "extends a class of the JDK"),
				arguments(new Derived(), "both have a field 'name'"),
				arguments(recordThatHoldsItself(), "Holder refers to itself"),
				arguments(new ArrayList<>(Collections.nCopies(10_001, 0).stream().map((it) -> new Node()).toList()),
						"more than 10000 objects"));
	}

	private static Holder<Object> recordThatHoldsItself() {
		List<Object> list = new ArrayList<>();
		Holder<Object> holder = new Holder<>(list);
		list.add(holder);
		return holder;
	}

	@Test
	void calendarsAndSqlTypesKeepEachMillisecondAndNanosecond() {
		Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("America/New_York"), Locale.US);
		calendar.setTimeInMillis(1_767_323_045_123L);
		assertThat(this.json.read("c", this.json.write("c", calendar))).isEqualTo(calendar);
		for (Object value : List.of(new java.sql.Date(1_767_323_045_123L), new java.sql.Time(1_767_323_045_123L))) {
			assertThat(this.json.read("d", this.json.write("d", value))).isEqualTo(value).hasSameClassAs(value);
		}
		java.sql.Timestamp timestamp = new java.sql.Timestamp(1_767_323_045_123L);
		timestamp.setNanos(123_456_789);
		assertThat(this.json.read("t", this.json.write("t", timestamp))).isEqualTo(timestamp);
	}

	@Test
	void refusalSaysWhereWithinTheAttribute() {
		Thread refused = new Thread();
		assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> this.json.write("cart", new ArrayList<>(List.of(1, 2, refused))))
			.withMessageContaining("at '[2]', java.lang.Thread is not");
		Map<String, Object> cart = new LinkedHashMap<>();
		cart.put("items", new ArrayList<>(List.of(1, new Holder<>(new Box<>(refused)))));
		assertThatExceptionOfType(UnsupportedAttributeException.class).isThrownBy(() -> this.json.write("cart", cart))
			.withMessageContaining("at 'items[1].value.content', java.lang.Thread is not")
			.withMessageNotContaining("trusted-packages");
		assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> this.json.write("cart", new Holder<>(new HashSet<>(List.of(new Box<>(refused))))))
			.withMessageContaining("at 'value[].content', java.lang.Thread");
		assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> this.json.write("cart", new Holder<>(new Money("5"))))
			.withMessageContaining("at 'value', ");
	}

	@Test
	void arraysOfInterfacesComeBack() {
		assertRoundTrip(new Number[] { 1, 2L });
		assertRoundTrip(new Comparable<?>[] { "a", 5L });
		assertRoundTrip(new List<?>[] { List.of(1), new ArrayList<>() });
		assertRoundTrip(new Holder<>(new Serializable[] { "a", Color.RED }));
	}

	@Test
	void errorsOfAClassCostItsAttributeAlone() {
		assertThat(read("{\"@" + Failing.class.getName() + "\":{}}")).isNull();
	}

	@Test
	void emptyPlaceForATypeThatIsNotAllowedIsNoObstacle() {
		assertRoundTrip(new Uploading(null, null));
	}

	@Test
	void readsNoTypeThatIsNotAllowedIntoAPlaceDeclaredAsIt() {
		String type = "@" + Uploading.class.getName();
		assertThat(read("{\"" + type + "\":{\"file\":\"/etc/passwd\",\"properties\":null}}")).isNull();
		assertThat(read("{\"" + type + "\":{\"file\":null,\"properties\":{\"a\":\"b\"}}}")).isNull();
		String places = "@" + Places.class.getName();
		for (String field : List.of("path", "document", "reference", "charset", "state")) {
			assertThat(read("{\"" + places + "\":{\"" + field + "\":\"NEW\"}}")).as(field).isNull();
		}
	}

	@Test
	void refusesTypesOutsideTheTrustedPackages() {
		AttributeJson strict = new AttributeJson(List.of(), List.of("com.example"), false, null);
		assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> strict.write("cart", new Point(1, 2)))
			.withMessageContaining("AttributeJsonTests$Point")
			.withMessageContaining("jwt.session.attributes.trusted-packages")
			.withMessageContaining("io.github.jwtsession.attribute");
	}

	@ParameterizedTest
	@MethodSource("gadgets")
	void doesNotInstantiateWhatIsNotOnTheAllowList(String content) {
		assertThat(read(content)).isNull();
	}

	static Stream<String> gadgets() {
		return Stream.of("{\"@javax.swing.JEditorPane\":{\"page\":\"http://localhost/\"}}",
				"{\"@com.sun.rowset.JdbcRowSetImpl\":{\"dataSourceName\":\"ldap://localhost/\"}}",
				"{\"@org.springframework.context.support.ClassPathXmlApplicationContext\":\"http://localhost/x.xml\"}",
				"{\"@java.lang.Runtime\":{}}", "{\"@java.lang.ProcessBuilder\":[\"true\"]}",
				"{\"@java.io.File\":\"/\"}", "{\"@[java.lang.Thread\":[]}", "{\"@javax.naming.InitialContext\":{}}",
				"[\"java.util.ArrayList\",{\"@java.lang.Thread\":{}}]", "{\"@\":{}}", "{\"@[\":[]}",
				"{\"@io.github.jwtsession.DoesNotExist\":{}}", "{\"@o\":{}}");
	}

	@Test
	void losesAnAttributeWhoseClassHasChangedAndNothingElse() {
		String point = "@" + Point.class.getName();
		assertThat(read("{\"" + point + "\":{\"x\":\"a\",\"y\":2}}")).isNull();
		assertThat(read("{\"" + point + "\":[1]}")).isNull();
		assertThat(read("{\"" + point + "\":{\"x\":1,\"y\":2,\"z\":3}}")).isEqualTo(new Point(1, 2));
		assertThat(read("{\"" + point + "\":{\"x\":1}}")).isEqualTo(new Point(1, 0));
	}

	@Test
	void refusesAllButJsonIfToldSo() {
		AttributeJson jsonOnly = new AttributeJson(List.of(), List.of("io.github.jwtsession"), true, null);
		assertThat(new String(jsonOnly.write("a", new HashMap<>(Map.of("a", List.of(1, "b", 1.5))))))
			.isEqualTo("{\"a\":[1,\"b\",1.5]}");
		assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> jsonOnly.write("cart", new ArrayList<>(List.of(new Point(1, 2)))))
			.withMessageContaining("'cart'")
			.withMessageContaining("json-only");
	}

	private void assertRoundTrip(Object value) {
		byte[] written = this.json.write("name", value);
		Object read = this.json.read("name", written);
		assertThat(read).as(new String(written, StandardCharsets.UTF_8)).isNotNull();
		assertThat(read).hasSameClassAs(value);
		assertThat(read).usingRecursiveComparison()
			.withStrictTypeChecking()
			.withEqualsForType(Double::equals, Double.class)
			.withEqualsForType(Float::equals, Float.class)
			.ignoringFieldsMatchingRegexes(".*cached")
			.isEqualTo(value);
		assertThat(new String(this.json.write("name", read), StandardCharsets.UTF_8))
			.isEqualTo(new String(written, StandardCharsets.UTF_8));
	}

	private String write(Object value) {
		return new String(this.json.write("name", value), StandardCharsets.UTF_8);
	}

	private Object read(String content) {
		return this.json.read("name", content.getBytes(StandardCharsets.UTF_8));
	}

	enum Color {

		RED, GREEN, BLUE {
			@Override
			public String toString() {
				return "azure";
			}
		}

	}

	record Point(int x, int y) {
	}

	record Holder<T>(T value) {
	}

	record Shapes(List<Point> points) {
	}

	record Everything(Object object, Optional<Long> optional, List<Point> points, Map<Color, Set<Long>> byColor,
			Shape shape, Number number, int primitive) {
	}

	static final class Money extends Number {

		private final String text;

		Money(String text) {
			this.text = text;
		}

		@Override
		public int intValue() {
			return 0;
		}

		@Override
		public long longValue() {
			return 0;
		}

		@Override
		public float floatValue() {
			return 0;
		}

		@Override
		public double doubleValue() {
			return 0;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	static final class Birthday extends Date {

	}

	static final class Pair extends SimpleEntry<String, String> {

		Pair(String key, String value) {
			super(key, value);
		}

	}

	static class Base {

		private String name = "base";

		String baseName() {
			return this.name;
		}

	}

	static final class Derived extends Base {

		private String name = "derived";

		String derivedName() {
			return this.name;
		}

	}

	static final class Failing {

		private int count;

		Failing() {
			throw new AssertionError("on purpose");
		}

		int count() {
			return this.count;
		}

	}

	record Uploading(File file, IdentityHashMap<String, String> properties) {
	}

	record Places(Path path, Document document, AtomicReference<String> reference, Charset charset,
			Thread.State state) {
	}

	record Scanning(java.util.Scanner scanner) {
	}

	sealed interface Shape permits Circle {

	}

	record Circle(int radius) implements Shape {
	}

	record Counter(int count) {
	}

	static class Node {

		private Node next;

	}

	static class Customer {

		private final String name;

		private final Point home;

		private transient String cached = "not written";

		Customer(String name, Point home) {
			this.name = Objects.requireNonNull(name);
			this.home = home;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Customer customer && customer.name.equals(this.name)
					&& customer.home.equals(this.home);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

	static final class GoodCustomer extends Customer {

		private Long discount;

		GoodCustomer(String name, Point home, Long discount) {
			super(name, home);
			this.discount = discount;
		}

		@Override
		public boolean equals(Object other) {
			return super.equals(other) && other instanceof GoodCustomer customer
					&& customer.discount.equals(this.discount);
		}

		@Override
		public int hashCode() {
			return super.hashCode();
		}

	}

	static final class Account {

		@JsonProperty("userName")
		private String name;

		@JsonIgnore
		private String password;

		Account(String name, String password) {
			this.name = name;
			this.password = password;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Account account && account.name.equals(this.name)
					&& account.password.equals(this.password);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

	static final class Box<T> {

		private T content;

		Box(T content) {
			this.content = content;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Box<?> box && box.content.equals(this.content);
		}

		@Override
		public int hashCode() {
			return this.content.hashCode();
		}

	}

	static final class Basket extends HashMap<String, Long> {

		Basket() {
		}

		Basket(Map<String, Long> content) {
			super(content);
		}

	}

}
