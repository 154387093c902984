package io.github.jwtsession.attribute.jdk;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sets and maps of enum constants, which know their enum even when they are empty. They
 * are written with one of its constants in front, to carry the type.
 */
@SuppressWarnings({ "rawtypes", "unchecked" })
final class EnumContainers {

	private EnumContainers() {
	}

	static ArrayList toList(EnumSet<?> set) {
		EnumSet<?> constants = set.isEmpty() ? EnumSet.complementOf((EnumSet) set) : set;
		List<Object> list = new ArrayList<>();
		list.add(constants.iterator().next());
		set.forEach((constant) -> list.add(constant.name()));
		return (ArrayList) list;
	}

	static EnumSet<?> toSet(ArrayList list) {
		Class<? extends Enum> type = ((Enum<?>) list.get(0)).getDeclaringClass();
		EnumSet set = EnumSet.noneOf(type);
		for (Object name : list.subList(1, list.size())) {
			set.add(Enum.valueOf(type, (String) name));
		}
		return set;
	}

	static ArrayList toList(EnumMap map) {
		Class<?> type = map.isEmpty() ? keyType(map) : ((Enum<?>) map.keySet().iterator().next()).getDeclaringClass();
		Map<String, Object> entries = new LinkedHashMap<>();
		((EnumMap<?, Object>) map).forEach((key, value) -> entries.put(key.name(), value));
		List<Object> list = new ArrayList<>();
		list.add(type.getEnumConstants()[0]);
		list.add(entries);
		return (ArrayList) list;
	}

	static EnumMap toMap(ArrayList list) {
		Class<? extends Enum> type = ((Enum<?>) list.get(0)).getDeclaringClass();
		EnumMap map = new EnumMap(type);
		((Map<String, Object>) list.get(1)).forEach((name, value) -> map.put(Enum.valueOf(type, name), value));
		return map;
	}

	/**
	 * An empty map tells its key type to nobody but Java serialization.
	 */
	private static Class<?> keyType(EnumMap map) {
		AtomicReference<Class<?>> keyType = new AtomicReference<>();
		try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream()) {
			@Override
			protected void annotateClass(Class<?> type) {
				if (type.isEnum()) {
					keyType.set(type);
				}
			}
		}) {
			out.writeObject(map);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return Objects.requireNonNull(keyType.get(), "An EnumMap serializes its key type");
	}

}
