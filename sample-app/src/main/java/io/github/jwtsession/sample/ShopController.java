package io.github.jwtsession.sample;

import java.security.Principal;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.SessionAttribute;

/**
 * The shop window and the door.
 */
@Controller
final class ShopController {

	private final Catalog catalog;

	ShopController(Catalog catalog) {
		this.catalog = catalog;
	}

	@GetMapping("/")
	String shop(@SessionAttribute(required = false) @Nullable Integer visits, HttpSession session, Model model) {
		int visit = (visits != null) ? visits + 1 : 1;
		session.setAttribute("visits", visit);
		model.addAttribute("visit", visit);
		model.addAttribute("products", this.catalog.products());
		return "shop";
	}

	@GetMapping("/login")
	String login(@Nullable Principal principal) {
		return (principal != null) ? "redirect:/" : "login";
	}

}
