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
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.servlet.HttpSessionContractFilter;
import io.github.jwtsession.servlet.JwtHttpSessionIdResolver;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.RenewalMode;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.session.SessionTokenListener;
import io.github.jwtsession.token.SessionTokenCodec;

import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * What the auto-configuration puts together, with the properties' defaults. The clock
 * stands still, so that no session expires or is due for renewal.
 */
final class Application {

	static final String KEY_ID = "session-2026";

	private static final int MAX_TOKEN_LENGTH = 16_384;

	private static final int MAX_CONTENT_LENGTH = 65_536;

	private final SecretKey key;

	private final SessionTokenCodec codec;

	private final RevocationRegistry revocations;

	private final JwtSessionRepository repository;

	private final SessionCookies cookies;

	private final JwtHttpSessionIdResolver resolver;

	Application(EncryptionMethod method) {
		Clock clock = Clock.fixed(Instant.parse("2026-01-02T12:00:00Z"), ZoneOffset.UTC);
		this.key = key(method);
		this.codec = new SessionTokenCodec(SessionKeys.of(new SessionKey(KEY_ID, this.key)), TokenFormat.of(method),
				MAX_TOKEN_LENGTH, MAX_CONTENT_LENGTH);
		SessionLifetime lifetime = new SessionLifetime(Duration.ofMinutes(30), RenewalMode.SLIDING,
				Duration.ofMinutes(1), null, Duration.ZERO);
		this.revocations = new MemoryRevocationRegistry(clock);
		this.repository = new JwtSessionRepository(this.codec,
				new AttributeJson(List.of(), List.of(), false, getClass().getClassLoader()), lifetime, this.revocations,
				clock, (event) -> {
				}, new SessionTokenListener() {
				});
		this.cookies = new SessionCookies(
				new CookieSettings("jwt-session", null, null, true, null, "Lax", false, false, 4096, 8192));
		this.resolver = new JwtHttpSessionIdResolver(this.repository, this.cookies);
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

	RevocationRegistry revocations() {
		return this.revocations;
	}

	JwtSessionRepository repository() {
		return this.repository;
	}

	SessionCookies cookies() {
		return this.cookies;
	}

	SessionRepositoryFilter<?> sessionFilter() {
		SessionRepositoryFilter<?> filter = new SessionRepositoryFilter<>(this.repository);
		filter.setHttpSessionIdResolver(this.resolver);
		return filter;
	}

	HttpSessionContractFilter contractFilter() {
		return new HttpSessionContractFilter(this.resolver);
	}

}
