package io.github.jwtsession.sample;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * From the cart to the paper bag.
 */
@Controller
final class CartController {

	private final Catalog catalog;

	private final Cart cart;

	CartController(Catalog catalog, Cart cart) {
		this.catalog = catalog;
		this.cart = cart;
	}

	@GetMapping("/cart")
	String show() {
		return "cart";
	}

	@PostMapping("/cart/add")
	String add(@RequestParam String product, RedirectAttributes redirect) {
		Product added = this.catalog.get(product);
		this.cart.add(added);
		redirect.addFlashAttribute("message", added.name() + " is in your cart.");
		return "redirect:/#" + added.id();
	}

	@PostMapping("/cart/change")
	String change(@RequestParam String product, @RequestParam int quantity) {
		this.cart.put(this.catalog.get(product), quantity);
		return "redirect:/cart";
	}

	@GetMapping("/checkout")
	String checkout(RedirectAttributes redirect) {
		if (this.cart.isEmpty()) {
			redirect.addFlashAttribute("message", "Your cart is empty: put something in first.");
			return "redirect:/cart";
		}
		return "checkout";
	}

	/**
	 * Orders what is in the cart: nothing, if it has been ordered already, or emptied in
	 * another tab.
	 */
	@PostMapping("/checkout")
	String order(RedirectAttributes redirect) {
		if (this.cart.isEmpty()) {
			redirect.addFlashAttribute("message", "Your cart is empty, so nothing was ordered.");
			return "redirect:/cart";
		}
		this.cart.clear();
		redirect.addFlashAttribute("message", "Thank you. This is a demo, so you will have to bake them yourself.");
		return "redirect:/";
	}

}
