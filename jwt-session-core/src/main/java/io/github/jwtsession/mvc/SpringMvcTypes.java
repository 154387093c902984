package io.github.jwtsession.mvc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.Conversion;
import io.github.jwtsession.attribute.type.ConversionModule;
import tools.jackson.databind.JacksonModule;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.FlashMap;
import org.springframework.web.servlet.i18n.SessionLocaleResolver;
import org.springframework.web.servlet.support.SessionFlashMapManager;
import org.springframework.web.util.WebUtils;

/**
 * What Spring MVC keeps in a session.
 */
public final class SpringMvcTypes implements AttributeTypeSupport {

	@Override
	public Map<String, Class<?>> aliases() {
		return Map.of("flm", FlashMap.class);
	}

	@Override
	public List<JacksonModule> modules() {
		return List.of(new ConversionModule("jwt-session-spring-mvc", List.of(new Conversion<>(FlashMap.class,
				LinkedHashMap.class, SpringMvcTypes::flashMapToJson, SpringMvcTypes::flashMapFromJson))));
	}

	@Override
	public Map<String, String> attributeNames() {
		return Map.of("flash", SessionFlashMapManager.class.getName() + ".FLASH_MAPS", "locale",
				SessionLocaleResolver.LOCALE_SESSION_ATTRIBUTE_NAME, "zone",
				SessionLocaleResolver.TIME_ZONE_SESSION_ATTRIBUTE_NAME);
	}

	@Override
	public boolean isLocal(String name) {
		return name.equals(WebUtils.SESSION_MUTEX_ATTRIBUTE)
				|| name.startsWith(ServletRequestAttributes.DESTRUCTION_CALLBACK_NAME_PREFIX);
	}

	private static LinkedHashMap<?, ?> flashMapToJson(FlashMap flashMap) {
		Map<String, Object> members = new LinkedHashMap<>();
		if (flashMap.getTargetRequestPath() != null) {
			members.put("path", flashMap.getTargetRequestPath());
		}
		if (!flashMap.getTargetRequestParams().isEmpty()) {
			Map<String, Object> params = new LinkedHashMap<>();
			flashMap.getTargetRequestParams().forEach((name, values) -> params.put(name, new ArrayList<>(values)));
			members.put("params", params);
		}
		members.put("exp", flashMap.getExpirationTime());
		members.put("att", new LinkedHashMap<>(flashMap));
		return (LinkedHashMap<?, ?>) members;
	}

	@SuppressWarnings("unchecked")
	private static FlashMap flashMapFromJson(LinkedHashMap<?, ?> members) {
		FlashMap flashMap = new FlashMap();
		flashMap.setTargetRequestPath((String) members.get("path"));
		Map<String, List<String>> params = (Map<String, List<String>>) members.get("params");
		if (params != null) {
			flashMap.addTargetRequestParams(new LinkedMultiValueMap<>(params));
		}
		flashMap.setExpirationTime(((Number) Objects.requireNonNull(members.get("exp"))).longValue());
		flashMap.putAll((Map<String, Object>) members.get("att"));
		return flashMap;
	}

}
