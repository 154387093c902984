package io.github.jwtsession.hibernate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.attribute.AttributeJson;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import org.hibernate.Hibernate;
import org.hibernate.LazyInitializationException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HibernateTypes}, with entities that Hibernate has loaded from H2.
 */
class HibernateTypesTests {

	private static SessionFactory database;

	private final AttributeJson json = new AttributeJson(List.of(new HibernateTypes()), List.of("io.github.jwtsession"),
			false, getClass().getClassLoader());

	@BeforeAll
	static void openDatabase() {
		database = new Configuration().addAnnotatedClass(Customer.class)
			.addAnnotatedClass(Purchase.class)
			.setProperty("hibernate.connection.url", "jdbc:h2:mem:hibernate-types;DB_CLOSE_DELAY=-1")
			.setProperty("hibernate.hbm2ddl.auto", "create")
			.buildSessionFactory();
		database.inTransaction((session) -> {
			Customer boss = new Customer(1L, "Kim");
			Customer customer = new Customer(2L, "Sam");
			customer.boss = boss;
			customer.roles.addAll(List.of("USER", "ADMIN"));
			customer.settings.put("theme", 5L);
			customer.purchases.add(new Purchase(1L, customer));
			customer.purchases.add(new Purchase(2L, customer));
			customer.addresses.add("Home");
			customer.addresses.add("Work");
			session.persist(boss);
			session.persist(customer);
		});
	}

	@AfterAll
	static void closeDatabase() {
		database.close();
	}

	@Test
	void loadedCollectionsComeBackAsTheOnesTheyStandFor() {
		Customer customer = load((it) -> {
			Hibernate.initialize(it.boss);
			List.of(it.purchases, it.addresses).forEach(Hibernate::initialize);
			Hibernate.initialize(it.settings);
			return it;
		});
		Customer read = read(customer);
		assertThat(read.roles).isInstanceOf(HashSet.class).containsExactlyInAnyOrder("USER", "ADMIN");
		assertThat(read.purchases).isExactlyInstanceOf(ArrayList.class)
			.hasSize(2)
			.allSatisfy((purchase) -> assertThat(purchase.customer).isSameAs(read));
		assertThat(read.addresses).isExactlyInstanceOf(ArrayList.class).containsExactly("Home", "Work");
		assertThat(read.settings).isExactlyInstanceOf(LinkedHashMap.class).containsExactly(Map.entry("theme", 5L));
		assertThat(read.boss).isExactlyInstanceOf(Customer.class);
		assertThat(read.boss.name).isEqualTo("Kim");
		assertThat(write(read)).isEqualTo(write(customer));
	}

	@Test
	void collectionsThatAreNotLoadedComeBackAsSuch() {
		Customer customer = load((it) -> {
			Hibernate.initialize(it.boss);
			return it;
		});
		Customer read = read(customer);
		assertThat(read.roles).containsExactlyInAnyOrder("USER", "ADMIN");
		for (Object collection : List.of(customer.purchases, read.purchases, read.addresses, read.settings)) {
			assertThat(Hibernate.isInitialized(collection)).isFalse();
		}
		assertThatExceptionOfType(LazyInitializationException.class).isThrownBy(() -> read.purchases.size());
		assertThatExceptionOfType(LazyInitializationException.class).isThrownBy(() -> read.settings.isEmpty());
		assertThat(write(read)).isEqualTo(write(customer));
		Customer merged = database.fromTransaction((session) -> {
			read.name = "Alex";
			Customer it = session.merge(read);
			Hibernate.initialize(it.purchases);
			return it;
		});
		assertThat(merged.name).isEqualTo("Alex");
		assertThat(merged.purchases).hasSize(2);
	}

	@Test
	void collectionsAloneComeBack() {
		Customer customer = load((it) -> {
			Hibernate.initialize(it.addresses);
			return it;
		});
		Object roles = this.json.read("roles", this.json.write("roles", customer.roles));
		assertThat(roles).isExactlyInstanceOf(LinkedHashSet.class);
		Map<String, Object> twice = new HashMap<>(Map.of("a", customer.addresses, "b", customer.addresses));
		Map<?, ?> read = (Map<?, ?>) this.json.read("twice", this.json.write("twice", twice));
		assertThat(read.get("a")).isEqualTo(List.of("Home", "Work")).isSameAs(read.get("b"));
		Object unloaded = this.json.read("purchases", this.json.write("purchases", customer.purchases));
		assertThat(Hibernate.isInitialized(unloaded)).isFalse();
	}

	@Test
	void proxyThatIsNotLoadedIsRefused() {
		Customer customer = load(Function.identity());
		assertThatExceptionOfType(UnsupportedAttributeException.class).isThrownBy(() -> write(customer))
			.withMessageContaining(Customer.class.getName() + " has not been loaded")
			.withMessageContaining("Hibernate.initialize");
		Customer proxy = database.fromTransaction((session) -> session.getReference(Customer.class, 1L));
		assertThatExceptionOfType(UnsupportedAttributeException.class).isThrownBy(() -> write(proxy))
			.withMessageContaining("has not been loaded");
	}

	private static Customer load(Function<Customer, Customer> loading) {
		return database.fromTransaction((session) -> loading.apply(find(session)));
	}

	private static Customer find(Session session) {
		return session.find(Customer.class, 2L);
	}

	private String write(Object value) {
		return new String(this.json.write("customer", value), StandardCharsets.UTF_8);
	}

	private Customer read(Customer customer) {
		return (Customer) this.json.read("customer", this.json.write("customer", customer));
	}

	@Entity
	static class Customer {

		@Id
		private Long id;

		private String name;

		@ElementCollection(fetch = FetchType.EAGER)
		private Set<String> roles = new HashSet<>();

		@OneToMany(mappedBy = "customer", cascade = CascadeType.ALL)
		private List<Purchase> purchases = new ArrayList<>();

		@ElementCollection
		@OrderColumn
		private List<String> addresses = new ArrayList<>();

		@ElementCollection
		private Map<String, Long> settings = new HashMap<>();

		@ManyToOne(fetch = FetchType.LAZY)
		private Customer boss;

		Customer() {
		}

		Customer(Long id, String name) {
			this.id = id;
			this.name = name;
		}

	}

	@Entity
	static class Purchase {

		@Id
		private Long id;

		@ManyToOne
		private Customer customer;

		Purchase() {
		}

		Purchase(Long id, Customer customer) {
			this.id = id;
			this.customer = customer;
		}

	}

}
