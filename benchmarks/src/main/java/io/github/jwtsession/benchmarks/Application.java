package io.github.jwtsession.benchmarks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.cookie.CookieSettings;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.UnsupportedSessionRevocations;
import io.github.jwtsession.servlet.JwtSessionFilter;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.RenewalMode;
import io.github.jwtsession.session.SessionExchanges;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.token.SessionTokenCodec;
import io.github.jwtsession.token.TokenBinding;
import org.jspecify.annotations.Nullable;

/**
 * What the auto-configuration puts together, with the properties' defaults. The clock
 * stands still, so that no session expires or is due for renewal.
 */
final class Application {

	static final String KEY_ID = "session-2026";

	static final int RESPONSE_BUFFER = 32 * 1024;

	private static final int MAX_TOKEN_LENGTH = 16_384;

	private static final int MAX_CONTENT_LENGTH = 65_536;

	private final SecretKey key;

	private final SessionTokenCodec codec;

	private final MemoryRevocationRegistry revocations;

	private final SessionExchanges exchanges;

	private final SessionCookies cookies;

	Application(EncryptionMethod method) {
		this(method, null);
	}

	/**
	 * Create it.
	 * @param method how tokens are encrypted
	 * @param overflow where attributes are that do not fit into the cookies, {@code null}
	 * if there is no such place
	 */
	Application(EncryptionMethod method, @Nullable AttributeOverflow overflow) {
		Clock clock = Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);
		this.key = key(method);
		this.codec = new SessionTokenCodec(SessionKeys.of(new SessionKey(KEY_ID, this.key)), TokenFormat.of(method),
				new TokenBinding("benchmark", "jwt-session", false), MAX_TOKEN_LENGTH, MAX_CONTENT_LENGTH);
		SessionLifetime lifetime = new SessionLifetime(Duration.ofMinutes(30), RenewalMode.SLIDING,
				Duration.ofMinutes(1), null, false, Duration.ZERO, Duration.ZERO);
		this.revocations = new MemoryRevocationRegistry(clock);
		this.cookies = new SessionCookies(CookieSettings.builder("jwt-session").build());
		this.exchanges = SessionExchanges.builder()
			.codec(this.codec)
			.cookies(this.cookies)
			.attributeJson(new AttributeJson(List.of(), List.of(), false, getClass().getClassLoader()))
			.lifetime(lifetime)
			.revocations(this.revocations)
			.clock(clock)
			.overflow(overflow)
			.build();
	}

	private static SecretKey key(EncryptionMethod method) {
		byte[] bytes = new byte[method.keyLength() / Byte.SIZE];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) (31 * i + 7);
		}
		return new SecretKeySpec(bytes, "AES");
	}

	SecretKey key() {
		return this.key;
	}

	SessionTokenCodec codec() {
		return this.codec;
	}

	MemoryRevocationRegistry revocations() {
		return this.revocations;
	}

	SessionExchanges exchanges() {
		return this.exchanges;
	}

	SessionCookies cookies() {
		return this.cookies;
	}

	JwtSessionFilter sessionFilter() {
		return sessionFilter(RESPONSE_BUFFER);
	}

	JwtSessionFilter sessionFilter(int responseBuffer) {
		return new JwtSessionFilter(this.exchanges,
				new JwtSessionRepository(this.exchanges, new UnsupportedSessionRevocations()), (context) -> List.of(),
				responseBuffer);
	}

}
