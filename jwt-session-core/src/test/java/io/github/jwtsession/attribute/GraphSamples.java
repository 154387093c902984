package io.github.jwtsession.attribute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.example.Shop.Folder;
import com.example.Shop.Line;
import com.example.Shop.Price;
import com.example.Shop.Tea;

/**
 * Values that hold an object twice, or another one than they are written by, for the
 * golden files, see {@link GoldenAttributes}.
 */
final class GraphSamples {

	private GraphSamples() {
	}

	static Map<String, Object> values() {
		Map<String, Object> values = new LinkedHashMap<>();
		Line line = new Line(Tea.GREEN, 490, null);
		Map<String, Object> cart = new LinkedHashMap<>();
		cart.put("map", new LinkedHashMap<>(Map.of("green", line)));
		cart.put("list", new ArrayList<>(List.of(line)));
		values.put("object in a map and a list", cart);
		List<Object> list = new ArrayList<>(List.of("a"));
		values.put("list in a list twice", new ArrayList<>(List.of(list, list)));
		int[] numbers = { 1, 2 };
		values.put("array in an array twice", new int[][] { numbers, numbers });
		values.put("cycle", new Folder("root", null).add("a").add("b"));
		Price price = new Price(490);
		values.put("replacement", price);
		values.put("replacement of an object that occurs twice", new ArrayList<>(List.of(price, price)));
		return values;
	}

}
