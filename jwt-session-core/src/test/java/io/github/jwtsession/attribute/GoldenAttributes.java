package io.github.jwtsession.attribute;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.example.Shop.Cart;
import io.github.jwtsession.GoldenFiles;
import io.github.jwtsession.attribute.bean.SessionBeanState;
import io.github.jwtsession.attribute.bean.SessionBeans;
import io.github.jwtsession.attribute.jdk.JdkTypes;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.hibernate.HibernateTypes;
import io.github.jwtsession.mvc.SpringMvcTypes;
import io.github.jwtsession.security.SpringSecurityOAuth2Types;
import io.github.jwtsession.security.SpringSecurityTypes;
import org.jspecify.annotations.Nullable;

/**
 * What the golden files hold of attributes. Of the production code, this class alone is
 * known to their tests.
 * <p>
 * A sample of a type that has an alias begins with it: {@code L} is the sample of the
 * alias that there must be, {@code L beyond int} a further one.
 */
public final class GoldenAttributes {

	static final String ALIASES = "aliases.txt";

	static final String NAMES = "names.txt";

	/**
	 * What comes back as something else: a view of a list as a list of its own.
	 */
	private static final Map<String, Object> READ_AS = Map.of("lv", new ArrayList<>(List.of(1, 2)));

	private static final ClassLoader CLASS_LOADER = GoldenAttributes.class.getClassLoader();

	private static final List<AttributeTypeSupport> FRAMEWORKS = List.of(new SpringSecurityTypes(CLASS_LOADER),
			new SpringSecurityOAuth2Types(), new SpringMvcTypes(), new HibernateTypes());

	private static final AttributeJson JSON = new AttributeJson(FRAMEWORKS, List.of("com.example"), false, CLASS_LOADER,
			List.of(), new CartBean());

	private static final Map<String, Map<String, Object>> SAMPLES = new TreeMap<>(Map.of("attributes/jdk.txt",
			JdkSamples.values(), "attributes/spring-security.txt", SpringSamples.ofSpringSecurity(),
			"attributes/oauth2-login.txt", SpringSamples.ofOAuth2Login(), "attributes/spring-mvc.txt",
			SpringSamples.ofSpringMvc(), "attributes/application.txt", ApplicationSamples.values(),
			"attributes/graphs.txt", GraphSamples.values(), "attributes/hibernate.txt", HibernateSamples.values()));

	private GoldenAttributes() {
	}

	/**
	 * The names of all classes that have an alias.
	 */
	static Map<String, String> aliases() {
		Map<String, String> aliases = new TreeMap<>();
		new JdkTypes().aliases().forEach((alias, type) -> aliases.put(alias, type.getName()));
		FRAMEWORKS.forEach((support) -> support.aliases().forEach((alias, type) -> aliases.put(alias, type.getName())));
		return aliases;
	}

	/**
	 * The names of all attributes that are written short, and of some others, by what
	 * they are written as.
	 */
	static Map<String, String> names() {
		Map<String, String> names = new TreeMap<>();
		FRAMEWORKS
			.forEach((support) -> support.attributeNames().forEach((alias, name) -> names.put("@" + alias, name)));
		names.put("cart", "cart");
		names.put("@@cart", "@cart");
		names.put("@@@cart", "@@cart");
		names.put("@@sec", "@sec");
		return names;
	}

	/**
	 * All samples: by the file that they stand in, the values by their names.
	 */
	static Map<String, Map<String, Object>> samples() {
		return SAMPLES;
	}

	/**
	 * What a sample is to come back as.
	 */
	static Object readAs(String name, Object sample) {
		return READ_AS.getOrDefault(name, sample);
	}

	static String write(String name, Object value) {
		return new String(JSON.write(name, value), StandardCharsets.UTF_8);
	}

	/**
	 * Read a value as a session does: simple ones go a shorter way.
	 */
	static @Nullable Object read(String name, String json) {
		Object value = readSession(name, "{\"%s\":%s}".formatted(name, json));
		if (value instanceof SessionBeanState state) {
			Cart cart = new Cart();
			state.applyTo(cart);
			return cart;
		}
		return value;
	}

	/**
	 * The attributes of a session that has one, as they are written.
	 */
	static String writeSession(String name, Object value) {
		SessionAttributes attributes = new SessionAttributes(JSON);
		attributes.set(name, value);
		return new String(attributes.snapshot().toJson(), StandardCharsets.UTF_8);
	}

	static @Nullable Object readSession(String name, String json) {
		return new SessionAttributes(JSON, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8))).get(name);
	}

	/**
	 * What a release writes.
	 * @return lines by the name of the file
	 */
	public static Map<String, List<String>> files() {
		Map<String, List<String>> files = new LinkedHashMap<>();
		List<String> aliases = new ArrayList<>(List.of(GoldenFiles.comment("alias, class")));
		aliases().forEach((alias, type) -> aliases.add(GoldenFiles.line(alias, type)));
		files.put(ALIASES, aliases);
		List<String> names = new ArrayList<>(List.of(GoldenFiles.comment("attribute as written, attribute")));
		names().forEach((written, name) -> names.add(GoldenFiles.line(written, name)));
		files.put(NAMES, names);
		samples().forEach((file, values) -> {
			List<String> lines = new ArrayList<>(List.of(GoldenFiles.comment("alias and case, JSON")));
			values.forEach((name, value) -> lines.add(GoldenFiles.line(name, write(name, value))));
			files.put(file, lines);
		});
		return files;
	}

	private static final class CartBean implements SessionBeans {

		@Override
		public boolean isBean(String attributeName) {
			return attributeName.equals(ApplicationSamples.BEAN);
		}

		@Override
		public boolean isDependency(String attributeName, Field field, Object value) {
			return false;
		}

	}

}
