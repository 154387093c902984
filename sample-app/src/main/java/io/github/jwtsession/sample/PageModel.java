package io.github.jwtsession.sample;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/**
 * What the frame around every page needs.
 */
@ControllerAdvice
final class PageModel {

	private final SampleProperties properties;

	private final Cart cart;

	PageModel(SampleProperties properties, Cart cart) {
		this.properties = properties;
		this.cart = cart;
	}

	@ModelAttribute("instance")
	String instance() {
		return this.properties.instance();
	}

	@ModelAttribute("cart")
	Cart cart() {
		return this.cart;
	}

}
