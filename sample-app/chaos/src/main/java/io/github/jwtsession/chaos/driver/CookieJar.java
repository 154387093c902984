package io.github.jwtsession.chaos.driver;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that a browser has of one host (RFC 6265 sections 5.3 and 5.4): by name and
 * path, until they expire. As Chromium does, it takes no cookie whose name and value have
 * more than 4,096 bytes together.
 */
final class CookieJar {

	private static final int MAX_SIZE = 4096;

	@GuardedBy("this")
	private final Map<Key, Cookie> cookies = new LinkedHashMap<>();

	@GuardedBy("this")
	private long sequence;

	synchronized void clear() {
		this.cookies.clear();
	}

	/**
	 * Take what a response sets.
	 * @param path of the request
	 * @param headers the values of its {@code Set-Cookie} headers
	 */
	synchronized void accept(String path, List<String> headers) {
		headers.forEach((header) -> accept(path, header));
	}

	@GuardedBy("this")
	private void accept(String requestPath, String header) {
		String[] parts = header.split(";");
		int equals = parts[0].indexOf('=');
		if (equals <= 0) {
			return;
		}
		String name = parts[0].substring(0, equals).trim();
		String value = parts[0].substring(equals + 1).trim();
		if (name.length() + value.length() > MAX_SIZE) {
			return;
		}
		String path = defaultPath(requestPath);
		Instant expires = null;
		Instant maxAge = null;
		for (int i = 1; i < parts.length; i++) {
			String[] attribute = parts[i].trim().split("=", 2);
			String of = (attribute.length > 1) ? attribute[1].trim() : "";
			switch (attribute[0].toLowerCase(Locale.ROOT)) {
				case "path" -> path = of.startsWith("/") ? of : path;
				case "max-age" -> maxAge = afterSeconds(of);
				case "expires" -> expires = date(of);
				default -> {
				}
			}
		}
		put(new Key(name, path), value, (maxAge != null) ? maxAge : expires);
	}

	@GuardedBy("this")
	private void put(Key key, String value, @Nullable Instant expires) {
		if (expires != null && !expires.isAfter(Instant.now())) {
			this.cookies.remove(key);
			return;
		}
		Cookie former = this.cookies.get(key);
		long created = (former != null) ? former.created() : this.sequence++;
		this.cookies.put(key, new Cookie(value, expires, created));
	}

	private static String defaultPath(String requestPath) {
		int end = requestPath.lastIndexOf('/');
		return (end <= 0) ? "/" : requestPath.substring(0, end);
	}

	private static Instant afterSeconds(String seconds) {
		long number = Long.parseLong(seconds);
		return (number > 0) ? Instant.now().plusSeconds(number) : Instant.EPOCH;
	}

	private static @Nullable Instant date(String text) {
		try {
			return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	/**
	 * The value of the {@code Cookie} header of a request: cookies of longer paths first,
	 * and earlier ones before later ones.
	 */
	synchronized String header(String path) {
		Instant now = Instant.now();
		this.cookies.values().removeIf((cookie) -> cookie.expires() != null && !cookie.expires().isAfter(now));
		return this.cookies.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().matches(path))
			.sorted(Comparator.<Map.Entry<Key, Cookie>>comparingInt((entry) -> -entry.getKey().path().length())
				.thenComparingLong((entry) -> entry.getValue().created()))
			.map((entry) -> entry.getKey().name() + "=" + entry.getValue().value())
			.collect(Collectors.joining("; "));
	}

	/**
	 * The names of the cookies and how long they are.
	 */
	synchronized String describe() {
		return this.cookies.entrySet()
			.stream()
			.map((entry) -> entry.getKey().name() + ":" + entry.getValue().value().length())
			.collect(Collectors.joining(" "));
	}

	private record Key(String name, String path) {

		boolean matches(String requestPath) {
			return requestPath.equals(this.path) || (requestPath.startsWith(this.path)
					&& (this.path.endsWith("/") || requestPath.charAt(this.path.length()) == '/'));
		}

	}

	private record Cookie(String value, @Nullable Instant expires, long created) {

	}

}
