package io.github.jwtsession.sample;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.util.WebUtils;

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

	/**
	 * The cart, or none for a visitor who has put nothing into one: a page's look at the
	 * injected cart would create it, and with it a session.
	 */
	@ModelAttribute("cart")
	@Nullable Cart cart(HttpServletRequest request) {
		return (WebUtils.getSessionAttribute(request, Cart.ATTRIBUTE) != null) ? this.cart : null;
	}

}
