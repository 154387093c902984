package io.github.jwtsession.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.attribute.jdk.JdkTypes;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.mvc.SpringMvcTypes;
import io.github.jwtsession.security.SpringSecurityOAuth2Types;
import io.github.jwtsession.security.SpringSecurityTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/**
 * What a native image has to know of JWT sessions, whatever the application:
 * {@link JwtSessionAotProcessor} adds what is the application's.
 */
final class JwtSessionRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/github/jwtsession/revocation/schema-*.sql");
		hints.resources().registerPattern("io/github/jwtsession/overflow/schema-*.sql");
		ClassLoader loader = (classLoader != null) ? classLoader : getClass().getClassLoader();
		if (ClassUtils.isPresent("jakarta.servlet.http.HttpSession", loader)) {
			hints.proxies().registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(JwtSession.class));
		}
		for (AttributeTypeSupport support : supports(loader)) {
			registerTypes(hints, support);
		}
		// looked up by name, in order to say something of them
		Stream.concat(InstanceStateReport.typesByName(), SessionSetup.typesByName())
			.forEach((name) -> hints.reflection().registerTypeIfPresent(loader, name, (type) -> {
			}));
	}

	private static List<AttributeTypeSupport> supports(ClassLoader classLoader) {
		List<AttributeTypeSupport> supports = new ArrayList<>();
		supports.add(new JdkTypes());
		if (ClassUtils.isPresent("org.springframework.web.servlet.DispatcherServlet", classLoader)) {
			supports.add(new SpringMvcTypes());
		}
		if (ClassUtils.isPresent("org.springframework.security.web.SecurityFilterChain", classLoader)) {
			supports.add(new SpringSecurityTypes(classLoader));
		}
		if (ClassUtils.isPresent("org.springframework.security.oauth2.client.OAuth2AuthorizedClient", classLoader)) {
			supports.add(new SpringSecurityOAuth2Types());
		}
		return supports;
	}

	/**
	 * The types, and the mix-ins that say how Jackson writes and reads them.
	 */
	private static void registerTypes(RuntimeHints hints, AttributeTypeSupport support) {
		JsonMapper mapper = JsonMapper.builder().addModules(support.modules()).build();
		for (Class<?> type : support.aliases().values()) {
			AttributeTypeHints.register(hints.reflection(), type);
			Class<?> mixIn = mapper.serializationConfig().findMixInClassFor(type);
			if (mixIn != null) {
				registerMixIn(hints, mixIn);
			}
		}
	}

	private static void registerMixIn(RuntimeHints hints, Class<?> mixIn) {
		hints.reflection()
			.registerType(mixIn, MemberCategory.ACCESS_DECLARED_FIELDS, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
					MemberCategory.INVOKE_DECLARED_METHODS);
		JsonDeserialize deserialize = mixIn.getAnnotation(JsonDeserialize.class);
		if (deserialize != null && deserialize.using() != ValueDeserializer.None.class) {
			hints.reflection().registerType(deserialize.using(), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
		JsonSerialize serialize = mixIn.getAnnotation(JsonSerialize.class);
		if (serialize != null && serialize.using() != ValueSerializer.None.class) {
			hints.reflection().registerType(serialize.using(), MemberCategory.INVOKE_DECLARED_CONSTRUCTORS);
		}
	}

}
