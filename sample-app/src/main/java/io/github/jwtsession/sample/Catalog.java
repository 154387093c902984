package io.github.jwtsession.sample;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * What the shop sells.
 */
@Component
final class Catalog {

	private final List<Product> products;

	Catalog() {
		this(List.of(
				new Product("chocolate-chip", "Chocolate chip", "Brown butter, dark chips, a soft middle.",
						new BigDecimal("2.40")),
				new Product("ginger-snap", "Ginger snap", "Thin and loud, with a long warm finish.",
						new BigDecimal("1.90")),
				new Product("oat-raisin", "Oat and raisin", "Toasted oats. Yes, raisins. Give it a chance.",
						new BigDecimal("2.10")),
				new Product("raspberry-linzer", "Raspberry linzer", "Almond shortcrust around a window of jam.",
						new BigDecimal("2.80")),
				new Product("lemon-shortbread", "Lemon shortbread", "Butter first, then lemon, then gone.",
						new BigDecimal("2.20")),
				new Product("double-chocolate", "Double chocolate", "Cocoa dough, white chips, flakes of salt.",
						new BigDecimal("2.60"))));
	}

	Catalog(List<Product> products) {
		this.products = products;
	}

	List<Product> products() {
		return this.products;
	}

	Optional<Product> find(String id) {
		return this.products.stream().filter((product) -> product.id().equals(id)).findFirst();
	}

	/**
	 * The product that a request names.
	 * @param id the product's id
	 * @return the product
	 * @throws ResponseStatusException 404, if there is none
	 */
	Product get(String id) {
		return find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
	}

}
