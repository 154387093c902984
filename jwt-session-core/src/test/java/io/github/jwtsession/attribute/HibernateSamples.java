package io.github.jwtsession.attribute;

import java.util.LinkedHashMap;
import java.util.Map;

import org.hibernate.Hibernate;
import org.hibernate.collection.spi.PersistentBag;
import org.hibernate.collection.spi.PersistentIdentifierBag;
import org.hibernate.collection.spi.PersistentList;
import org.hibernate.collection.spi.PersistentMap;
import org.hibernate.collection.spi.PersistentSet;
import org.hibernate.collection.spi.PersistentSortedMap;
import org.hibernate.collection.spi.PersistentSortedSet;

/**
 * Collections that Hibernate has not loaded, see {@link GoldenAttributes}.
 */
final class HibernateSamples {

	private HibernateSamples() {
	}

	static Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("jpb", new PersistentBag<>());
		values.put("jpi", new PersistentIdentifierBag<>());
		values.put("jpl", new PersistentList<>());
		values.put("jps", new PersistentSet<>());
		values.put("jpt", new PersistentSortedSet<>());
		values.put("jpm", new PersistentMap<>());
		values.put("jpn", new PersistentSortedMap<>());
		return values;
	}

	/**
	 * Whether a value is a collection of which nothing but its class can be compared.
	 */
	static boolean isUnloaded(Object value) {
		return !Hibernate.isInitialized(value);
	}

}
