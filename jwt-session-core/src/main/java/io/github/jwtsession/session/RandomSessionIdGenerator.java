package io.github.jwtsession.session;

import io.github.jwtsession.jwe.Base64Url;

import org.springframework.security.crypto.keygen.BytesKeyGenerator;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.session.SessionIdGenerator;

/**
 * Session ids of 128 random bits (OWASP asks for 64) in 22 characters.
 */
final class RandomSessionIdGenerator implements SessionIdGenerator {

	private final BytesKeyGenerator bytes = KeyGenerators.secureRandom(16);

	@Override
	public String generate() {
		return Base64Url.encode(this.bytes.generateKey());
	}

}
