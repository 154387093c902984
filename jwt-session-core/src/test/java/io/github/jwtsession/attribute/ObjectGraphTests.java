package io.github.jwtsession.attribute;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Stack;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.attribute.ObjectGraphs.Bean;
import io.github.jwtsession.attribute.ObjectGraphs.Leaf;
import io.github.jwtsession.attribute.ObjectGraphs.Node;
import io.github.jwtsession.attribute.ObjectGraphs.Pair;
import io.github.jwtsession.attribute.ObjectGraphs.Service;
import io.github.jwtsession.attribute.bean.SessionBeanState;
import io.github.jwtsession.attribute.bean.SessionBeans;
import io.github.jwtsession.attribute.jdk.JdkTypes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.BeanUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests that an object that occurs several times within an attribute comes back as one.
 */
class ObjectGraphTests {

	private static final String NODE = "@" + Node.class.getName();

	private static final SessionBeans BEANS = new SessionBeans() {

		@Override
		public boolean isBean(String attributeName) {
			return attributeName.equals("bean");
		}

		@Override
		public boolean isDependency(String attributeName, Field field, Object value) {
			return field.getName().equals("service");
		}

	};

	private final AttributeJson json = new AttributeJson(List.of(), List.of("io.github.jwtsession"), false,
			getClass().getClassLoader(), List.of(), BEANS);

	@Property(tries = 2000)
	void anyGraphComesBackWithItsShape(@ForAll long seed) {
		List<Object> graph = new ObjectGraphs(seed).make();
		byte[] written;
		try {
			written = this.json.write("graph", graph);
		}
		catch (UnsupportedAttributeException ex) {
			// A cycle that was entered at a record, or at what List.of() returned.
			assertThat(ex).hasMessageContaining("made from what it holds");
			Statistics.collect("refused");
			return;
		}
		Statistics.collect(text(written).contains("@#") ? "shared" : "not shared");
		Object read = this.json.read("graph", written);
		assertThat(read).as(text(written)).isNotNull();
		ObjectGraphs.assertSameShape(graph, read);
		assertThat(text(this.json.write("graph", read))).isEqualTo(text(written));
	}

	@Property(tries = 500)
	void stateOfAnyBeanComesBackWithItsShape(@ForAll long seed) {
		List<Object> graph = new ObjectGraphs(seed).make();
		Bean bean = new Bean();
		bean.first = graph;
		bean.second = graph.stream().filter(Node.class::isInstance).map(Node.class::cast).findFirst().orElse(null);
		bean.array = new Object[] { bean, bean.service, graph.get(0) };
		byte[] written;
		try {
			written = this.json.write("bean", bean);
		}
		catch (UnsupportedAttributeException ex) {
			assertThat(ex).hasMessageContaining("made from what it holds");
			return;
		}
		Bean made = new Bean();
		Service injected = made.service;
		((SessionBeanState) this.json.read("bean", written)).applyTo(made);
		ObjectGraphs.assertSameShape(bean, made);
		assertThat(made.service).isSameAs(injected);
		assertThat(text(this.json.write("bean", made))).isEqualTo(text(written));
	}

	@Test
	void onlyWhatOccursAgainHasAnId() {
		Leaf tea = new Leaf("tea");
		Leaf milk = new Leaf("milk");
		List<Object> cart = new ArrayList<>(List.of(new ArrayList<>(List.of(tea, milk)), new Pair("a", null, tea)));
		String leaf = "@" + Leaf.class.getName();
		assertThat(text(this.json.write("cart", cart))).isEqualTo("[[{\"" + leaf
				+ "#1\":{\"any\":null,\"name\":\"tea\"}},{\"" + leaf + "\":{\"any\":null,\"name\":\"milk\"}}],{\"@"
				+ Pair.class.getName() + "\":{\"name\":\"a\",\"any\":null,\"leaf\":{\"@#\":1}}}]");
		cart.remove(0);
		cart.add(tea);
		assertThat(text(this.json.write("cart", cart))).contains("\"leaf\":{\"@#1\":{").endsWith(",{\"@#\":1}]");
	}

	@ParameterizedTest
	@MethodSource("valuesWithoutIdentity")
	void valuesHaveNoId(Object value) {
		assertThat(text(this.json.write("values", new ArrayList<>(List.of(value, value))))).doesNotContain("#");
	}

	static Stream<Arguments> valuesWithoutIdentity() {
		Stream<Object> values = Stream.of("text", 5, 5L, 1.5, true, 'x', UUID.randomUUID(), Instant.EPOCH,
				LocalDate.EPOCH, DayOfWeek.MONDAY, BigDecimal.TEN, List.of(), Map.of(), Set.of(),
				Collections.emptyList(), Collections.emptyMap(), Collections.emptySet(), Optional.of("a"),
				Optional.empty(), Locale.GERMANY, new int[0], new Object[0], Map.entry("a", 1), URI.create("a:b"),
				new IllegalStateException("a"));
		return values.map((it) -> arguments(it));
	}

	@ParameterizedTest
	@MethodSource("containers")
	void collectionThatHoldsItselfComesBack(Collection<Object> content, Collection<Object> collection) {
		Node node = new Node();
		node.name = "owner";
		node.any = collection;
		content.add(node);
		Collection<?> read = (Collection<?>) this.json.read("a", this.json.write("a", collection));
		assertThat(read).hasSameClassAs(collection).hasSize(1);
		assertThat(((Node) read.iterator().next()).any).isSameAs(read);
	}

	static Stream<Arguments> containers() {
		List<Object> list = new ArrayList<>();
		List<Object> linked = new LinkedList<>();
		List<Object> synced = new ArrayList<>();
		Collection<Object> any = new ArrayList<>();
		Set<Object> set = new HashSet<>();
		Set<Object> syncedSet = new HashSet<>();
		Stream<Collection<Object>> own = Stream.of(new ArrayList<>(), new LinkedList<>(), new HashSet<>(),
				new LinkedHashSet<>(), new Vector<>(), new Stack<>(), new ArrayDeque<>(), new ConcurrentLinkedQueue<>(),
				new CopyOnWriteArrayList<>(), new CopyOnWriteArraySet<>(), ConcurrentHashMap.newKeySet());
		return Stream.concat(own.map((it) -> arguments(it, it)),
				Stream.of(arguments(list, Collections.unmodifiableList(list)),
						arguments(linked, Collections.unmodifiableList(linked)),
						arguments(synced, Collections.synchronizedList(synced)),
						arguments(any, Collections.unmodifiableCollection(any)),
						arguments(set, Collections.unmodifiableSet(set)),
						arguments(syncedSet, Collections.synchronizedSet(syncedSet))));
	}

	@Test
	void mapsThatHoldThemselvesComeBack() {
		for (String alias : List.of("m", "hm", "cm", "ht")) {
			Map<Object, Object> map = newMap(alias);
			map.put(1L, new ArrayList<>(List.of(map)));
			Map<?, ?> read = (Map<?, ?>) this.json.read("a", this.json.write("a", map));
			assertThat(read).hasSameClassAs(map);
			assertThat(((List<?>) read.get(1L)).get(0)).isSameAs(read);
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<Object, Object> newMap(String alias) {
		return (Map<Object, Object>) BeanUtils.instantiateClass(new JdkTypes().aliases().get(alias));
	}

	@Test
	void arraysAndMutableValuesComeBackAsOne() {
		Object[] self = new Object[2];
		self[0] = self;
		Object[] read = (Object[]) this.json.read("a", this.json.write("a", self));
		assertThat(read[0]).isSameAs(read);
		for (Object value : List.of(new Date(), new StringBuilder("a"), new byte[] { 1 }, new int[] { 1 },
				new AtomicInteger(1), new String[] { "a" })) {
			List<?> twice = (List<?>) this.json.read("a",
					this.json.write("a", new ArrayList<>(Arrays.asList(value, value))));
			assertThat(twice.get(0)).hasSameClassAs(value).isSameAs(twice.get(1));
		}
	}

	@Test
	void mapAsKeyIsNoReference() {
		Map<String, Object> map = new LinkedHashMap<>(Map.of("@#", 1, "@#1", 2));
		assertThat(this.json.read("a", this.json.write("a", map))).isEqualTo(map);
		List<?> twice = (List<?>) this.json.read("a", this.json.write("a", new ArrayList<>(List.of(map, map))));
		assertThat(twice.get(0)).isEqualTo(map).isSameAs(twice.get(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'@#':1}", "[{'@#':1}]", "[{'@#2':[]},{'@#':1}]", "[{'@#':1},{'@#1':[]}]",
			"{'@#1':{'@#':1}}", "[{'@#1':[]},{'@#1':[]}]", "{'@#0':[]}", "{'@#-1':[]}", "{'@#01':[]}", "{'@#x':[]}",
			"{'@#99999':[]}", "{'@#99999999999':[]}", "{'@#1':5}", "{'@#1':[],'@#2':[]}", "{'@L#1':{'@#':1}}",
			"[{'@#1':[]},{'@#':'x'}]", "[{'@#1':[]},{'@#':[1]}]", "[{'@#1':[]},{'@#':{}}]", "[{'@#1':[]},{'@#':null}]",
			"[{'@#1':[]},{'@#':1,'a':2}]", "[{'@#1':[]},{'NODE':{'other':{'@#':1}}}]",
			"[{'@#1':[]},{'NODE':{'leaf':{'@#':1}}}]", "[{'@#1':[]},{'NODE':{'array':{'@#':1}}}]",
			"{'@lo#1':[{'@#':1}]}", "{'@java.lang.Thread#1':{}}", "{'@##1':[]}", "{'@#1#2':[]}", "{'@#1':", "{'@#':",
			"{'@l#1':[{'@#'" })
	void idsThatNobodyWroteMakeNoAttribute(String content) {
		String text = content.replace("NODE", NODE).replace('\'', '"');
		assertThat(this.json.read("a", text.getBytes(StandardCharsets.UTF_8))).isNull();
	}

	@Test
	void jsonOnlyHasNoIds() {
		AttributeJson jsonOnly = new AttributeJson(List.of(), List.of(), true, null);
		List<Object> list = new ArrayList<>(List.of(1));
		assertThat(text(jsonOnly.write("a", new ArrayList<>(List.of(list, list))))).isEqualTo("[[1],[1]]");
		list.add(list);
		assertThatExceptionOfType(UnsupportedAttributeException.class).isThrownBy(() -> jsonOnly.write("a", list))
			.withMessageContaining("nested deeper");
	}

	@Test
	void setOfEqualElementsWithoutHashCodeHasOneOrder() {
		Node product = new Node();
		product.name = "tea";
		Node other = new Node();
		other.name = "milk";
		for (int i = 0; i < 20; i++) {
			Set<Object> lines = new HashSet<>();
			for (Node it : List.of(product, other)) {
				Node line = new Node();
				line.other = it;
				lines.add(line);
			}
			Map<String, Object> cart = new HashMap<>(Map.of("lines", lines, "z", product, "y", other));
			byte[] written = this.json.write("cart", cart);
			assertThat(text(this.json.write("cart", this.json.read("cart", written)))).isEqualTo(text(written));
		}
	}

	private static String text(byte[] json) {
		return new String(json, StandardCharsets.UTF_8);
	}

}
