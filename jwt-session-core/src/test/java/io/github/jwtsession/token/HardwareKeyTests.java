package io.github.jwtsession.token;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.time.Instant;

import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

import io.github.jwtsession.Installation;
import io.github.jwtsession.RequiresInstalled;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SessionTokenCodec} with a key that never leaves its PKCS #11 token.
 * The token is that of NSS, in software: Chromium brings it along.
 */
@RequiresInstalled(value = HardwareKeyTests.NSS, packages = "libnss3")
class HardwareKeyTests {

	static final String NSS = "libsoftokn3.so";

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private static Provider provider;

	private static SecretKey key;

	private final SessionClaims claims = SessionClaims.builder("id")
		.issuedAt(NOW)
		.expiresAt(NOW.plusSeconds(60))
		.subject("sam")
		.createdAt(NOW)
		.authenticatedAt(NOW)
		.attributes("{\"cart.size\":3}".getBytes(StandardCharsets.UTF_8))
		.build();

	@BeforeAll
	static void makeKey(@TempDir Path directory) throws Exception {
		Path configuration = Files.writeString(directory.resolve("nss.cfg"), """
				name = test
				nssLibraryDirectory = %s
				nssDbMode = noDb
				nssModule = crypto
				attributes(generate,CKO_SECRET_KEY,*) = {
				  CKA_SENSITIVE = true
				  CKA_EXTRACTABLE = false
				}
				""".formatted(Installation.get(NSS).getParent()));
		provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
		Security.addProvider(provider);
		KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
		generator.init(256);
		key = generator.generateKey();
		assertThat(key.getEncoded()).isNull();
	}

	@AfterAll
	static void removeProvider() {
		if (provider != null) {
			Security.removeProvider(provider.getName());
		}
	}

	@Test
	void opensWhatItSealed() throws Exception {
		SessionTokenCodec codec = codec(TokenFormat.of(EncryptionMethod.A256GCM));
		for (int i = 0; i < 3; i++) {
			OpenedToken opened = codec.open(codec.seal(this.claims).token());
			assertThat(opened.claims()).isEqualTo(this.claims);
		}
	}

	@Test
	void refusesWhatWasChanged() {
		SessionTokenCodec codec = codec(TokenFormat.of(EncryptionMethod.A256GCM));
		String token = codec.seal(this.claims).value();
		char changed = (token.charAt(120) == 'A') ? 'B' : 'A';
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> codec.open(new CompactToken(token.substring(0, 120) + changed + token.substring(121))))
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.TAMPERED));
	}

	@Test
	void refusesToTakeTheKeyApart() {
		assertThatExceptionOfType(SessionKeyException.class)
			.isThrownBy(() -> codec(TokenFormat.of(EncryptionMethod.A128CBC_HS256)))
			.withMessageContaining("'hardware' never leaves its provider")
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains("A256GCM"));
	}

	private static SessionTokenCodec codec(TokenFormat format) {
		return new SessionTokenCodec(SessionKeys.of(new SessionKey("hardware", key)), format,
				new TokenBinding("shop", "jwt-session", false), 10_000, 10_000);
	}

}
