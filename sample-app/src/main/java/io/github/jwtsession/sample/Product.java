package io.github.jwtsession.sample;

import java.math.BigDecimal;

/**
 * A kind of cookie.
 *
 * @param id what stands in URLs, in the cart and in the name of the picture
 * @param name what it is called
 * @param description what makes one want it
 * @param price price of one
 */
record Product(String id, String name, String description, BigDecimal price) {

	public String picture() {
		return "/img/" + this.id + ".svg";
	}

}
