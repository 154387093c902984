package io.github.jwtsession.autoconfigure;

import java.time.Duration;

import io.github.jwtsession.cookie.CookieSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.Cookie.SameSite;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseCookie;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Settles how session cookies look: what {@code jwt.session.cookie.*} leaves open,
 * {@code server.servlet.session.cookie.*} decides.
 */
final class CookieSettingsFactory {

	private static final Log logger = LogFactory.getLog(CookieSettingsFactory.class);

	private static final String DEFAULT_NAME = "jwt-session";

	/**
	 * With it a browser takes the cookie from the host itself alone, not from a neighbour
	 * under the same domain (RFC 6265bis section 4.1.3.2).
	 */
	private static final String HOST_PREFIX = "__Host-";

	private static final String TOMCAT = "org.apache.catalina.startup.Tomcat";

	private static final String JETTY = "org.eclipse.jetty.server.Server";

	private static final DataSize DEFAULT_HEADER_SIZE = DataSize.ofKilobytes(8);

	/**
	 * What a session may take by default with the limits of {@link ServerHeaderLimits}.
	 * An application that has set larger ones has sessions to match.
	 */
	private static final long DEFAULT_MAX_SIZE = DataSize.ofKilobytes(12).toBytes();

	private static final long DEFAULT_LIMIT = DataSize.ofKilobytes(16).toBytes();

	/**
	 * Room for the other headers, a browser's and Spring Security's among them.
	 */
	private static final int OTHER_HEADERS = 2048;

	/**
	 * What {@code Set-Cookie} attributes may take up and still leave room for a value.
	 */
	private static final int MIN_COOKIE_SIZE = 512;

	private static final int MAX_COOKIE_SIZE = 4096;

	private static final int MIN_SIZE = 1024;

	private static final String OWN_COOKIE = "jwt.session.cookie.";

	private static final String SERVER_COOKIE = "server.servlet.session.cookie.";

	private final JwtSessionProperties properties;

	private final Binder binder;

	CookieSettingsFactory(JwtSessionProperties properties, Environment environment) {
		this.properties = properties;
		this.binder = Binder.get(environment);
	}

	CookieSettings create() {
		JwtSessionProperties.Cookie own = this.properties.getCookie();
		Cookie server = this.binder.bindOrCreate("server.servlet.session.cookie", Cookie.class);
		String domain = first(own.getDomain(), server.getDomain());
		String path = first(own.getPath(), server.getPath());
		boolean httpOnly = !Boolean.FALSE.equals(first(own.getHttpOnly(), server.getHttpOnly()));
		Boolean secure = first(own.getSecure(), server.getSecure());
		SameSite sameSite = first(own.getSameSite(), server.getSameSite());
		boolean partitioned = Boolean.TRUE.equals(first(own.getPartitioned(), server.getPartitioned()));
		String configuredName = first(own.getName(), server.getName());
		boolean ownHost = configuredName == null && domain == null && path == null && Boolean.TRUE.equals(secure)
				&& isAtRoot();
		String name = name(configuredName, ownHost);
		requireName(name, origin("name", own.getName()));
		CookiePrefix prefix = CookiePrefix.of(name);
		if (prefix.requiresRoot()) {
			require(domain == null && (path == null || path.equals("/")), origin("name", own.getName()), name,
					"A cookie with this prefix must have no domain and the path '/'.");
			path = "/";
		}
		if (prefix.requiresHttpOnly()) {
			require(httpOnly, origin("http-only", own.getHttpOnly()), false,
					"Browsers refuse a cookie with the prefix __Http- or __Host-Http- that scripts may read.");
		}
		if (prefix.requiresSecure() || sameSite == SameSite.NONE || partitioned) {
			require(!Boolean.FALSE.equals(secure), origin("secure", own.getSecure()), false,
					"Browsers refuse a cookie with SameSite=None, Partitioned or the prefix __Host-, __Secure-, "
							+ "__Http- or __Host-Http- that is not secure.");
			secure = true;
		}
		requireCookie(name, domain, origin("domain", own.getDomain()), path, origin("path", own.getPath()));
		Duration maxAge = maxAge(server.getMaxAge());
		String sameSiteValue = (sameSite != null) ? sameSite.attributeValue() : SameSite.LAX.attributeValue();
		return CookieSettings.builder(name)
			.formerName((own.getName() == null && !name.equals(DEFAULT_NAME)) ? DEFAULT_NAME : null)
			.domain(domain)
			.path(path)
			.httpOnly(httpOnly)
			.secure(secure)
			.sameSite(sameSiteValue)
			.partitioned(partitioned)
			.persistent(this.properties.isPersistentCookie() || maxAge != null)
			.maxAge(maxAge)
			.maxCookieSize(maxCookieSize())
			.maxSize(maxSize())
			.build();
	}

	/**
	 * How long the container would have let browsers keep its cookie. A negative value
	 * says until they are closed, which is the default.
	 */
	private @Nullable Duration maxAge(@Nullable Duration server) {
		boolean closed = this.binder.bind("jwt.session.persistent-cookie", Boolean.class)
			.map((persistent) -> !persistent)
			.orElse(false);
		if (server == null || server.isNegative() || closed) {
			return null;
		}
		if (server.isZero()) {
			throw new InvalidConfigurationPropertyValueException("server.servlet.session.cookie.max-age", server,
					"Browsers would delete the session at once. Set it above zero, or leave it out to let them keep it "
							+ "until they are closed.");
		}
		return server;
	}

	/**
	 * Whether the application has the host for itself: with the prefix the path is the
	 * whole host's, and two applications below it would take each other's cookies.
	 */
	private boolean isAtRoot() {
		String contextPath = this.binder.bind("server.servlet.context-path", String.class).orElse("");
		return contextPath.isEmpty() || contextPath.equals("/");
	}

	/**
	 * The property that a value is from.
	 */
	private static String origin(String property, @Nullable Object own) {
		return ((own != null) ? OWN_COOKIE : SERVER_COOKIE) + property;
	}

	private static void requireName(String name, String origin) {
		boolean token = !name.isEmpty()
				&& name.chars().allMatch((c) -> c > ' ' && c < 127 && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0);
		require(token, origin, name, "A cookie's name is made of letters, digits and !#$%&'*+-.^_`|~ (RFC 6265).");
	}

	private static void requireCookie(String name, @Nullable String domain, String domainOrigin, @Nullable String path,
			String pathOrigin) {
		if (path != null) {
			require(path.startsWith("/"), pathOrigin, path,
					"Browsers ignore a path that does not begin with '/', and take that of the page instead "
							+ "(RFC 6265 section 5.2.4).");
		}
		try {
			ResponseCookie.from(name, "").domain(domain).path(path).build().toString();
		}
		catch (IllegalArgumentException ex) {
			boolean ofDomain = String.valueOf(ex.getMessage()).contains("domain");
			require(false, ofDomain ? domainOrigin : pathOrigin, String.valueOf(ofDomain ? domain : path),
					"No cookie can have it: " + ex.getMessage());
		}
	}

	private int maxCookieSize() {
		long size = this.properties.getCookie().getMaxSize().toBytes();
		require(size >= MIN_COOKIE_SIZE && size <= MAX_COOKIE_SIZE, OWN_COOKIE + "max-size", size,
				"It must be from %d to %d bytes: browsers throw longer cookies away (RFC 6265 section 6.1)."
					.formatted(MIN_COOKIE_SIZE, MAX_COOKIE_SIZE));
		return (int) size;
	}

	private int maxSize() {
		DataSize configured = this.properties.getMaxSize();
		long limit = headerSize();
		long possible = limit - OTHER_HEADERS;
		long usual = (limit == DEFAULT_LIMIT) ? DEFAULT_MAX_SIZE : possible;
		long size = (configured != null) ? configured.toBytes() : usual;
		if (size > possible) {
			logger
				.warn("'jwt.session.max-size' is %d bytes, but the server's header limits leave room for %d: a session "
					.formatted(size, possible) + "that outgrows them locks its browser out.");
		}
		require(size >= MIN_SIZE && size <= Integer.MAX_VALUE, "jwt.session.max-size", size,
				"It must be at least %d bytes: a login takes 600 and more.".formatted(MIN_SIZE));
		return (int) size;
	}

	/**
	 * What the server takes in requests and sends in responses.
	 */
	private long headerSize() {
		DataSize request = size("server.max-http-request-header-size");
		String responseProperty = responseProperty();
		DataSize response = size(responseProperty);
		if (!request.equals(response)) {
			logger.warn("Requests may have headers of %d bytes, responses of %d: a session is limited by the smaller. "
				.formatted(request.toBytes(), response.toBytes()) + "Set 'server.max-http-request-header-size' and '"
					+ responseProperty + "' to the same size.");
		}
		return Math.min(request.toBytes(), response.toBytes());
	}

	/**
	 * What limits the headers of responses: each server has a property of its own.
	 */
	private static String responseProperty() {
		ClassLoader classLoader = CookieSettingsFactory.class.getClassLoader();
		boolean jetty = ClassUtils.isPresent(JETTY, classLoader) && !ClassUtils.isPresent(TOMCAT, classLoader);
		return "server.%s.max-http-response-header-size".formatted(jetty ? "jetty" : "tomcat");
	}

	private DataSize size(String property) {
		return this.binder.bind(property, DataSize.class).orElse(DEFAULT_HEADER_SIZE);
	}

	private static void require(boolean condition, String property, Object value, String reason) {
		if (!condition) {
			throw new InvalidConfigurationPropertyValueException(property, value, reason);
		}
	}

	private static String name(@Nullable String configured, boolean ownHost) {
		if (configured != null) {
			return configured;
		}
		return ownHost ? HOST_PREFIX + DEFAULT_NAME : DEFAULT_NAME;
	}

	private static <T> @Nullable T first(@Nullable T own, @Nullable T server) {
		return (own != null) ? own : server;
	}

}
