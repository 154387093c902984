package io.github.jwtsession.attribute;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.example.Shop.Basket;
import com.example.Shop.Cart;
import com.example.Shop.Line;
import com.example.Shop.Order;
import com.example.Shop.Shelf;
import com.example.Shop.SoldOutException;
import com.example.Shop.Tea;

import org.springframework.security.authentication.password.CompromisedPasswordException;

/**
 * Values whose types have no alias for the golden files, see {@link GoldenAttributes}.
 */
final class ApplicationSamples {

	/**
	 * The attribute that is a session-scoped bean.
	 */
	static final String BEAN = "bean";

	private ApplicationSamples() {
	}

	static Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put("class", order());
		values.put("record", new Line(Tea.GREEN, 490, null));
		values.put("enum", Shelf.S65);
		values.put("enum with a body", Tea.BLACK);
		values.put("map", basket());
		values.put("array", new Line[] { new Line(Tea.GREEN, 490, 5L), null });
		values.put("exception", new SoldOutException("No tea"));
		values.put("exception of Spring Security", new CompromisedPasswordException("Leaked"));
		values.put(BEAN, bean());
		return values;
	}

	private static Order order() {
		List<Line> lines = new ArrayList<>(List.of(new Line(Tea.GREEN, 490, "two bags"), new Line(Tea.BLACK, 690, 5L)));
		Map<Tea, Set<Long>> stock = new TreeMap<>(Map.of(Tea.BLACK, new HashSet<>(List.of(2L, 1L))));
		return new Order(7L, lines, stock, 1180);
	}

	private static Basket basket() {
		Basket basket = new Basket();
		basket.put("tea", 2L);
		return basket;
	}

	private static Cart bean() {
		Cart cart = new Cart();
		cart.add("tea", 2);
		cart.setVoucher(5L);
		return cart;
	}

}
