package io.github.jwtsession.sample;

import java.math.BigDecimal;

/**
 * One product in a cart.
 *
 * @param product the product
 * @param quantity how many of it
 */
record CartLine(Product product, int quantity) {

	public BigDecimal price() {
		return this.product.price().multiply(BigDecimal.valueOf(this.quantity));
	}

}
