package io.github.jwtsession.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.security.web.savedrequest.DefaultSavedRequest;

/**
 * A saved request, without what must not or need not come back: cookies, the session's
 * own among them, would make the token grow with every redirect to the login page;
 * credentials do not belong into it; the connection's headers are those of another
 * connection by then.
 */
final class SavedRequestJson {

	private static final Set<String> HEADERS_LEFT_OUT = Set.of("cookie", "authorization", "proxy-authorization",
			"connection", "keep-alive", "upgrade", "te", "upgrade-insecure-requests", "accept-encoding",
			"cache-control", "pragma", "priority", "dnt");

	private SavedRequestJson() {
	}

	static LinkedHashMap<?, ?> write(DefaultSavedRequest request) {
		Map<String, Object> members = new LinkedHashMap<>();
		if (!"GET".equals(request.getMethod())) {
			members.put("m", request.getMethod());
		}
		members.put("s", request.getScheme());
		members.put("n", request.getServerName());
		members.put("o", request.getServerPort());
		members.put("u", request.getRequestURI());
		String url = url(request.getScheme(), request.getServerName(), request.getServerPort(),
				request.getRequestURI());
		putUnlessEqual(members, "U", request.getRequestURL(), url);
		putUnlessEqual(members, "c", request.getContextPath(), "");
		putUnlessEqual(members, "v", request.getServletPath(), request.getRequestURI());
		putUnlessEqual(members, "i", request.getPathInfo(), null);
		putUnlessEqual(members, "q", request.getQueryString(), null);
		putUnlessEqual(members, "k", matchingParameter(request), null);
		Map<String, Object> parameters = new LinkedHashMap<>();
		request.getParameterMap()
			.forEach((name, values) -> parameters.put(name, new ArrayList<>(Arrays.asList(values))));
		if (!parameters.isEmpty()) {
			members.put("p", parameters);
		}
		Map<String, Object> headers = new LinkedHashMap<>();
		for (String name : request.getHeaderNames()) {
			String lowerCaseName = name.toLowerCase(Locale.ROOT);
			if (!HEADERS_LEFT_OUT.contains(lowerCaseName) && !lowerCaseName.startsWith("sec-")) {
				headers.put(lowerCaseName, new ArrayList<>(request.getHeaderValues(name)));
			}
		}
		members.put("h", headers);
		members.put("l", new ArrayList<>(request.getLocales().stream().map(Locale::toLanguageTag).toList()));
		return (LinkedHashMap<?, ?>) members;
	}

	@SuppressWarnings("unchecked")
	static DefaultSavedRequest read(LinkedHashMap<?, ?> raw) {
		Map<String, Object> members = (Map<String, Object>) raw;
		String scheme = (String) members.get("s");
		String serverName = (String) members.get("n");
		int serverPort = (Integer) required(members, "o");
		String requestUri = (String) members.get("u");
		Map<String, String[]> parameters = new LinkedHashMap<>();
		((Map<String, List<String>>) members.getOrDefault("p", Map.of()))
			.forEach((name, values) -> parameters.put(name, values.toArray(String[]::new)));
		List<Locale> locales = ((List<String>) required(members, "l")).stream().map(Locale::forLanguageTag).toList();
		DefaultSavedRequest.Builder builder = new DefaultSavedRequest.Builder()
			.setMethod((String) members.getOrDefault("m", "GET"))
			.setServerPort(serverPort)
			.setRequestURL((String) members.getOrDefault("U", url(scheme, serverName, serverPort, requestUri)))
			.setContextPath((String) members.getOrDefault("c", ""))
			.setParameters(parameters)
			.setHeaders((Map<String, List<String>>) required(members, "h"))
			.setLocales(locales);
		setIfPresent(builder::setScheme, scheme);
		setIfPresent(builder::setServerName, serverName);
		setIfPresent(builder::setRequestURI, requestUri);
		setIfPresent(builder::setServletPath, (String) members.getOrDefault("v", requestUri));
		setIfPresent(builder::setPathInfo, (String) members.get("i"));
		setIfPresent(builder::setQueryString, (String) members.get("q"));
		setIfPresent(builder::setMatchingRequestParameterName, (String) members.get("k"));
		return builder.build();
	}

	private static Object required(Map<String, Object> members, String name) {
		return Objects.requireNonNull(members.get(name), name);
	}

	private static void setIfPresent(Consumer<String> setter, @Nullable String value) {
		if (value != null) {
			setter.accept(value);
		}
	}

	/**
	 * The parameter that the redirect appends to the query, by which the request is
	 * recognised when it comes back. There is no getter for it.
	 */
	private static @Nullable String matchingParameter(DefaultSavedRequest request) {
		String redirectUrl = request.getRedirectUrl();
		int query = redirectUrl.indexOf('?');
		if (query < 0 || redirectUrl.substring(query + 1).equals(request.getQueryString())) {
			return null;
		}
		return redirectUrl.substring(Math.max(query, redirectUrl.lastIndexOf('&')) + 1);
	}

	private static String url(@Nullable String scheme, @Nullable String serverName, int serverPort,
			@Nullable String requestUri) {
		boolean defaultPort = ("http".equals(scheme) && serverPort == 80)
				|| ("https".equals(scheme) && serverPort == 443);
		return scheme + "://" + serverName + (defaultPort ? "" : ":" + serverPort) + requestUri;
	}

	private static void putUnlessEqual(Map<String, Object> members, String name, @Nullable String value,
			@Nullable String expected) {
		if (value != null && !value.equals(expected)) {
			members.put(name, value);
		}
	}

}
