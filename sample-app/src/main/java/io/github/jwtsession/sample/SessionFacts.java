package io.github.jwtsession.sample;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

import io.github.jwtsession.JwtSession;
import org.jspecify.annotations.Nullable;

/**
 * A session as its owner may see it: how large, how old, in whose key, but neither the
 * token nor the value of an attribute.
 *
 * @param id the session's id, which is not the token
 * @param created when it was created
 * @param issued when the token was made that the browser holds
 * @param expires when it ends if it is not used again
 * @param secondsLeft the time until then, for a browser whose clock differs
 * @param keyId the key that the token is encrypted with
 * @param cookies how many cookies carry it
 * @param bytes what they take up
 * @param limit what they may take up
 * @param attributes what it holds, largest first
 */
record SessionFacts(String id, Instant created, Instant issued, Instant expires, long secondsLeft,
		@Nullable String keyId, int cookies, int bytes, int limit, List<Attribute> attributes) {

	static SessionFacts of(JwtSession session, int cookies, int bytes, int limit) {
		long secondsLeft = Duration.between(Instant.now(), session.getExpiresAt()).toSeconds();
		return new SessionFacts(session.getId(), session.getCreationTime(), session.getIssuedAt(),
				session.getExpiresAt(), Math.max(secondsLeft, 0), session.getKeyId(), cookies, bytes, limit,
				attributes(session.getAttributeSizes()));
	}

	private static List<Attribute> attributes(Map<String, Integer> sizes) {
		return sizes.entrySet()
			.stream()
			.map((size) -> new Attribute(size.getKey(), size.getValue()))
			.sorted(Comparator.comparing(Attribute::bytes).reversed().thenComparing(Attribute::name))
			.toList();
	}

	public long percent() {
		return Math.round(100.0 * this.bytes / this.limit);
	}

	/** Whether no key is configured, so that the session ends with the server. */
	public boolean hasRandomKey() {
		return this.keyId != null && this.keyId.startsWith("random-");
	}

	/**
	 * An attribute of the session, without its value.
	 *
	 * @param name the attribute's name
	 * @param bytes the size of its JSON
	 */
	record Attribute(String name, int bytes) {

		/** What put it there, in the words of somebody who only came to shop. */
		public String meaning() {
			return switch (this.name) {
				case Cart.ATTRIBUTE -> "What you want to buy";
				case "visits" -> "How often you looked in";
				case "authUsername" -> "The name of the three-instance demo";
				case "SPRING_SECURITY_CONTEXT" -> "Who you are, once signed in";
				case "SPRING_SECURITY_SAVED_REQUEST" -> "Where you were going before signing in";
				default -> {
					if (this.name.endsWith("CSRF_TOKEN")) {
						yield "Proof that a form came from this shop";
					}
					yield this.name.endsWith("FLASH_MAPS") ? "A message for the next page" : "";
				}
			};
		}

	}

}
