package io.github.jwtsession.attribute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Arbitrary graphs of objects, with whatever sharing and whatever cycles, and whether two
 * of them have the same shape.
 */
final class ObjectGraphs {

	private final Random random;

	private final List<Object> objects = new ArrayList<>();

	private final List<Object> elements = new ArrayList<>();

	ObjectGraphs(long seed) {
		this.random = new Random(seed);
	}

	/**
	 * What is made first may hold everything; a record, what was made before it.
	 */
	List<Object> make() {
		int count = 1 + this.random.nextInt(12);
		for (int i = 0; i < count; i++) {
			Object object = switch (this.random.nextInt(9)) {
				case 0, 1, 2 -> new Node();
				case 3 -> new Leaf("leaf" + i);
				case 4 -> new ArrayList<>();
				case 5 -> this.random.nextBoolean() ? new LinkedHashMap<>() : new HashMap<>();
				case 6 -> new Object[this.random.nextInt(4)];
				case 7 -> new HashSet<>();
				default -> new LinkedList<>();
			};
			add(object);
		}
		add(new Date(this.random.nextLong()));
		for (int i = this.random.nextInt(3); i > 0; i--) {
			add(new Pair("pair" + i, any(), leaf()));
			add(Collections.unmodifiableList(new ArrayList<>(Arrays.asList(any(), any()))));
			add(List.of(anyElement(), anyElement()));
		}
		List.copyOf(this.objects).forEach(this::fill);
		Collections.shuffle(this.objects, this.random);
		return this.objects;
	}

	private void add(Object object) {
		this.objects.add(object);
		if (object instanceof Node node) {
			node.name = "node" + this.objects.size();
		}
		if (object instanceof Node || object instanceof Leaf || object instanceof Pair) {
			this.elements.add(object);
		}
	}

	private Object any() {
		return switch (this.random.nextInt(8)) {
			case 0 -> "text";
			case 1 -> 5L;
			default -> this.objects.get(this.random.nextInt(this.objects.size()));
		};
	}

	private Object anyElement() {
		return this.elements.isEmpty() ? "none" : this.elements.get(this.random.nextInt(this.elements.size()));
	}

	private Leaf leaf() {
		return (Leaf) this.elements.stream().filter(Leaf.class::isInstance).findAny().orElse(null);
	}

	@SuppressWarnings("unchecked")
	private void fill(Object object) {
		if (object instanceof Node node) {
			node.any = any();
			node.other = (anyElement() instanceof Node other) ? other : null;
			node.items = (any() instanceof List<?> list) ? (List<Object>) list : null;
			node.named = (any() instanceof LinkedHashMap<?, ?> map) ? (Map<String, Object>) map : null;
			node.set = (any() instanceof Set<?> set) ? (Set<Object>) set : null;
			node.array = (any() instanceof Object[] array) ? array : null;
			node.pair = (anyElement() instanceof Pair pair) ? pair : null;
			node.leaf = leaf();
		}
		else if (object instanceof Leaf leaf) {
			leaf.any = any();
		}
		else if (object instanceof HashMap<?, ?> map && !(object instanceof LinkedHashMap)) {
			for (int i = this.random.nextInt(4); i > 0; i--) {
				((Map<Object, Object>) map).put(anyElement(), any());
			}
		}
		else if (object instanceof Map<?, ?> map) {
			for (int i = this.random.nextInt(4); i > 0; i--) {
				((Map<Object, Object>) map).put("key" + i, any());
			}
		}
		else if (object instanceof Set<?> set) {
			for (int i = this.random.nextInt(4); i > 0; i--) {
				((Set<Object>) set).add(anyElement());
			}
		}
		else if (object instanceof Object[] array) {
			Arrays.setAll(array, (i) -> any());
		}
		else if (object.getClass() == ArrayList.class || object instanceof LinkedList) {
			for (int i = this.random.nextInt(4); i > 0; i--) {
				((Collection<Object>) object).add(any());
			}
		}
	}

	/**
	 * Assert that each object of one graph is exactly one of the other.
	 */
	static void assertSameShape(Object one, Object other) {
		compare(one, other, new IdentityHashMap<>(), new IdentityHashMap<>());
	}

	private static void compare(Object one, Object other, Map<Object, Object> there, Map<Object, Object> back) {
		if (one == null || one instanceof String || one instanceof Number) {
			assertThat(other).isEqualTo(one);
			return;
		}
		assertThat(other).isNotNull().hasSameClassAs(one);
		boolean constant = one == List.of() || (one instanceof Object[] array && array.length == 0);
		if (!constant && (there.containsKey(one) || back.containsKey(other))) {
			assertThat(there.get(one)).isSameAs(other);
			assertThat(back.get(other)).isSameAs(one);
			return;
		}
		if (!constant) {
			there.put(one, other);
			back.put(other, one);
		}
		if (one instanceof Date) {
			assertThat(other).isEqualTo(one);
			return;
		}
		List<Object> parts = parts(one);
		List<Object> others = parts(other);
		assertThat(others).hasSameSizeAs(parts);
		for (int i = 0; i < parts.size(); i++) {
			compare(parts.get(i), others.get(i), there, back);
		}
	}

	private static List<Object> parts(Object object) {
		if (object instanceof Node node) {
			return Arrays.asList(node.name, node.any, node.other, node.items, node.named, node.set, node.array,
					node.pair, node.leaf);
		}
		if (object instanceof Leaf leaf) {
			return Arrays.asList(leaf.name, leaf.any);
		}
		if (object instanceof Pair pair) {
			return Arrays.asList(pair.name(), pair.any(), pair.leaf());
		}
		if (object instanceof Bean bean) {
			return Arrays.asList(bean.first, bean.second, bean.array);
		}
		if (object instanceof Service) {
			return List.of();
		}
		if (object instanceof Object[] array) {
			return Arrays.asList(array);
		}
		if (object instanceof Set<?> set) {
			List<Object> sorted = new ArrayList<>(set);
			sorted.sort(Comparator.comparing(ObjectGraphs::nameOf));
			sorted.forEach((element) -> assertThat(set.contains(element)).isTrue());
			return sorted;
		}
		if (object instanceof Map<?, ?> map) {
			List<Object> keys = new ArrayList<>(map.keySet());
			keys.sort(Comparator.comparing(ObjectGraphs::nameOf));
			List<Object> parts = new ArrayList<>(keys);
			keys.forEach((key) -> parts.add(map.get(key)));
			return parts;
		}
		return new ArrayList<>((Collection<?>) object);
	}

	private static String nameOf(Object element) {
		if (element instanceof Node node) {
			return node.name;
		}
		if (element instanceof Leaf leaf) {
			return leaf.name;
		}
		return (element instanceof Pair pair) ? pair.name() : (String) element;
	}

	static class Node {

		Object any;

		Node other;

		List<Object> items;

		Map<String, Object> named;

		Set<Object> set;

		Object[] array;

		Pair pair;

		Leaf leaf;

		String name;

	}

	/**
	 * Final, so that no type is written; and of no use in a hash set before it has its
	 * name, which is read last.
	 */
	static final class Leaf {

		private Object any;

		private final String name;

		Leaf(String name) {
			this.name = name;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Leaf leaf && Objects.equals(leaf.name, this.name);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

	record Pair(String name, Object any, Leaf leaf) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Pair pair && pair.name.equals(this.name);
		}

		@Override
		public int hashCode() {
			return this.name.hashCode();
		}

	}

	static class Bean {

		Service service = new Service();

		Object first;

		Node second;

		Object[] array;

	}

	static class Service {

	}

}
