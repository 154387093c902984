package io.github.jwtsession.sample;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The cart of whoever sent the current request. All that the session holds of it is a map
 * of product ids to quantities, plain JSON, for a cookie has little room; names and
 * prices are in the catalog.
 */
@Component
final class Cart {

	private static final String ATTRIBUTE = "cart";

	private static final int MOST_OF_ONE_PRODUCT = 99;

	private final HttpServletRequest request;

	private final Catalog catalog;

	Cart(HttpServletRequest request, Catalog catalog) {
		this.request = request;
		this.catalog = catalog;
	}

	void add(Product product) {
		put(product, quantities().getOrDefault(product.id(), 0) + 1);
	}

	/**
	 * Says how many of a product are wanted.
	 * @param product the product
	 * @param quantity how many; none takes the product out
	 */
	void put(Product product, int quantity) {
		Map<String, Integer> quantities = new LinkedHashMap<>(quantities());
		if (quantity > 0) {
			quantities.put(product.id(), Math.min(quantity, MOST_OF_ONE_PRODUCT));
		}
		else {
			quantities.remove(product.id());
		}
		save(quantities);
	}

	void clear() {
		save(Map.of());
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
		return quantities().entrySet().stream().flatMap(this::line).toList();
	}

	/**
	 * Nothing for a product that is no longer sold: the session may be older than the
	 * catalog.
	 */
	private Stream<CartLine> line(Map.Entry<String, Integer> entry) {
		return this.catalog.find(entry.getKey()).map((product) -> new CartLine(product, entry.getValue())).stream();
	}

	private Map<String, Integer> quantities() {
		HttpSession session = this.request.getSession(false);
		if (session == null) {
			return Map.of();
		}
		Map<String, Integer> quantities = attribute(session);
		return (quantities != null) ? quantities : Map.of();
	}

	@SuppressWarnings("unchecked")
	private @Nullable Map<String, Integer> attribute(HttpSession session) {
		return (Map<String, Integer>) session.getAttribute(ATTRIBUTE);
	}

	private void save(Map<String, Integer> quantities) {
		if (quantities.isEmpty()) {
			this.request.getSession().removeAttribute(ATTRIBUTE);
			return;
		}
		this.request.getSession().setAttribute(ATTRIBUTE, quantities);
	}

}
