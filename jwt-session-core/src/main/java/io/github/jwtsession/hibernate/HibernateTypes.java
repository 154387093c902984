package io.github.jwtsession.hibernate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.Conversion;
import io.github.jwtsession.attribute.type.ConversionModule;
import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.collection.spi.PersistentIdentifierBag;
import org.hibernate.collection.spi.PersistentList;
import org.hibernate.collection.spi.PersistentMap;
import org.hibernate.collection.spi.PersistentSet;
import org.hibernate.collection.spi.PersistentSortedMap;
import org.hibernate.collection.spi.PersistentSortedSet;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import tools.jackson.databind.JacksonModule;

/**
 * Entities that Hibernate has loaded. A collection that is loaded is written as the
 * collection it stands for. One that is not comes back as one that is not, as with Java
 * serialization: whoever looks into it gets a {@code LazyInitializationException}, and
 * merging its owner leaves it alone. A proxy is written as the entity it stands for, and
 * refused as long as that has not been loaded.
 */
public final class HibernateTypes implements AttributeTypeSupport {

	private final Map<String, Class<?>> aliases = new LinkedHashMap<>();

	private final List<Conversion<?, ?>> conversions = new ArrayList<>();

	/**
	 * Create the support for Hibernate's collections and proxies.
	 */
	public HibernateTypes() {
		add("jpb", PersistentBag::new);
		add("jpi", PersistentIdentifierBag::new);
		add("jpl", PersistentList::new);
		add("jps", PersistentSet::new);
		add("jpt", PersistentSortedSet::new);
		add("jpm", PersistentMap::new);
		add("jpn", PersistentSortedMap::new);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private <T extends PersistentCollection<?>> void add(String alias, Supplier<T> unloaded) {
		Class<T> type = (Class<T>) unloaded.get().getClass();
		this.aliases.put(alias, type);
		this.conversions.add(new Conversion<T, ArrayList>(type, ArrayList.class, (collection) -> new ArrayList<>(0),
				(list) -> unloaded.get()));
	}

	@Override
	public Map<String, Class<?>> aliases() {
		return this.aliases;
	}

	@Override
	public List<JacksonModule> modules() {
		return List.of(new ConversionModule("jwt-session-hibernate", this.conversions));
	}

	@Override
	public Map<Class<?>, UnaryOperator<Object>> replacements() {
		return Map.of(PersistentCollection.class, HibernateTypes::copy, HibernateProxy.class, HibernateTypes::entity);
	}

	private static Object copy(Object collection) {
		if (!((PersistentCollection<?>) collection).wasInitialized()) {
			return collection;
		}
		if (collection instanceof SortedMap<?, ?> map) {
			return new TreeMap<>(map);
		}
		if (collection instanceof Map<?, ?> map) {
			return new LinkedHashMap<>(map);
		}
		if (collection instanceof SortedSet<?> set) {
			return new TreeSet<>(set);
		}
		return (collection instanceof Set<?> set) ? new LinkedHashSet<>(set)
				: new ArrayList<>((Collection<?>) collection);
	}

	private static Object entity(Object proxy) {
		LazyInitializer initializer = ((HibernateProxy) proxy).getHibernateLazyInitializer();
		if (initializer.isUninitialized()) {
			throw new UnsupportedTypeException(
					"%s has not been loaded: a Hibernate proxy stands for it. Load it with its owner (a fetch join, "
						.formatted(initializer.getEntityName())
							+ "an entity graph, Hibernate.initialize), or keep its id in the session.");
		}
		return initializer.getImplementation();
	}

}
