package io.github.jwtsession.sample;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/**
 * The cart of a session, a session-scoped bean like any other; who has it injected gets a
 * proxy for the one of the current request, hence a class that is not final. All that the
 * session holds of it is a map of product ids to quantities, for a cookie has little
 * room; names and prices are in the catalog, which is injected and stays on the server.
 */
@Component
@SessionScope
class Cart {

	/** The session attribute that Spring keeps the bean in, behind the proxy. */
	static final String ATTRIBUTE = "scopedTarget.cart";

	private static final int MOST_OF_ONE_PRODUCT = 99;

	private final Catalog catalog;

	private final Map<String, Integer> quantities = new LinkedHashMap<>();

	Cart(Catalog catalog) {
		this.catalog = catalog;
	}

	void add(Product product) {
		put(product, this.quantities.getOrDefault(product.id(), 0) + 1);
	}

	/**
	 * Says how many of a product are wanted.
	 * @param product the product
	 * @param quantity how many; none takes the product out
	 */
	void put(Product product, int quantity) {
		if (quantity > 0) {
			this.quantities.put(product.id(), Math.min(quantity, MOST_OF_ONE_PRODUCT));
		}
		else {
			this.quantities.remove(product.id());
		}
	}

	void clear() {
		this.quantities.clear();
	}

	public boolean isEmpty() {
		return size() == 0;
	}

	public int size() {
		return lines().stream().mapToInt(CartLine::quantity).sum();
	}

	public BigDecimal total() {
		return lines().stream().map(CartLine::price).reduce(BigDecimal.ZERO, BigDecimal::add);
	}

	public List<CartLine> lines() {
		return this.quantities.entrySet().stream().flatMap(this::line).toList();
	}

	/**
	 * Nothing for a product that is no longer sold: the session may be older than the
	 * catalog.
	 */
	private Stream<CartLine> line(Map.Entry<String, Integer> entry) {
		return this.catalog.find(entry.getKey()).map((product) -> new CartLine(product, entry.getValue())).stream();
	}

}
