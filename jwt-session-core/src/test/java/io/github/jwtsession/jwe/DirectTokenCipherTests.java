package io.github.jwtsession.jwe;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DirectTokenCipher}: it must do exactly what {@link NimbusTokenCipher}
 * does.
 */
class DirectTokenCipherTests {

	private static final TokenType TYPE = new TokenType("s2yoC3IIr", true);

	private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	private static final String OTHERS = ".=+/ \n\u0000\u00e9\u0141";

	private final Random random = new Random(7);

	@ParameterizedTest
	@EnumSource
	void eachOpensWhatTheOtherSealed(EncryptionMethod method) throws Exception {
		DirectTokenCipher direct = direct(method);
		NimbusTokenCipher nimbus = nimbus(method);
		for (int length = 0; length < 200; length++) {
			byte[] content = new byte[length + 1];
			this.random.nextBytes(content);
			assertThat(direct.decrypt(nimbus.encrypt(content, key(method)))).isEqualTo(content);
			CompactToken token = direct.encrypt(content);
			assertThat(direct.hasHeaderOf(token)).isTrue();
			assertThat(nimbus.decrypt(token).content()).isEqualTo(content);
		}
	}

	/**
	 * Each character by each other, and by each that is none of base64url. Whatever
	 * Nimbus refuses, the short way refuses: it never opens more.
	 */
	@ParameterizedTest
	@EnumSource
	void bothRefuseTheSameChanges(EncryptionMethod method) throws Exception {
		DirectTokenCipher direct = direct(method);
		NimbusTokenCipher nimbus = nimbus(method);
		for (String content : List.of("{}", "{1}", "{12}", "{\"jti\":\"id\"}")) {
			String token = direct.encrypt(content.getBytes(StandardCharsets.UTF_8)).value();
			int start = token.indexOf("..") + 2;
			for (int i = start; i < token.length(); i++) {
				for (char c : (ALPHABET + OTHERS).toCharArray()) {
					assertSame(direct, nimbus, token.substring(0, i) + c + token.substring(i + 1));
				}
				assertSame(direct, nimbus, token.substring(0, i));
				assertSame(direct, nimbus, token.substring(0, i) + token.substring(i + 1));
				assertSame(direct, nimbus, token.substring(0, i) + 'A' + token.substring(i));
				assertSame(direct, nimbus, token.substring(0, i) + '=' + token.substring(i));
			}
			assertSame(direct, nimbus, token + "=");
			assertSame(direct, nimbus, token + "A");
			assertSame(direct, nimbus, token + ".");
		}
	}

	private static void assertSame(DirectTokenCipher direct, NimbusTokenCipher nimbus, String text) {
		CompactToken token = new CompactToken(text);
		byte[] content = null;
		try {
			content = nimbus.decrypt(token).content();
		}
		catch (InvalidTokenException ex) {
			assertThat(nimbus.refuse(token).getReason()).as(text).isEqualTo(ex.getReason());
		}
		assertThat(direct.decrypt(token)).as(text).isEqualTo(content);
	}

	@Test
	void refusesAKeyOfAnotherLength() {
		SessionKey shortKey = new SessionKey("key", new SecretKeySpec(new byte[16], "AES"));
		DirectTokenCipher cipher = new DirectTokenCipher(shortKey, EncryptionMethod.A256GCM, "header");
		assertThatExceptionOfType(InvalidKeyException.class).isThrownBy(() -> cipher.encrypt(new byte[1]));
	}

	@Test
	void takesOnlyKeysThatLeaveTheirProviderAndTheUsualFormat() {
		TokenFormat usual = TokenFormat.of(EncryptionMethod.A256GCM);
		SessionKey key = key(EncryptionMethod.A256GCM);
		assertThat(DirectTokenCipher.takes(key, usual)).isTrue();
		assertThat(DirectTokenCipher.takes(key, new TokenFormat(EncryptionMethod.A256GCM, KeyManagement.A256KW, false)))
			.isFalse();
		assertThat(DirectTokenCipher.takes(key, new TokenFormat(EncryptionMethod.A256GCM, KeyManagement.DIR, true)))
			.isFalse();
		assertThat(DirectTokenCipher.takes(new SessionKey("hardware", new HardwareKey()), usual)).isFalse();
	}

	@Test
	void followsTheActiveKey() throws Exception {
		ChangingKeys keys = new ChangingKeys(key(EncryptionMethod.A256GCM));
		TokenCipher cipher = new TokenCipher(keys, TokenFormat.of(EncryptionMethod.A256GCM), TYPE, 10_000, 10_000);
		CompactToken token = cipher.encrypt(new byte[] { 1 }).token();
		byte[] other = new byte[32];
		other[0] = 1;
		keys.active = new SessionKey("key", new SecretKeySpec(other, "AES"));
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> cipher.decrypt(token));
		assertThat(cipher.decrypt(cipher.encrypt(new byte[] { 2 }).token()).content()).containsExactly(2);
	}

	@ParameterizedTest
	@EnumSource
	void manyThreadsUseItAtOnce(EncryptionMethod method) throws Exception {
		DirectTokenCipher direct = direct(method);
		NimbusTokenCipher nimbus = nimbus(method);
		List<Callable<Boolean>> tasks = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			byte[] content = new byte[100 + i];
			Arrays.fill(content, (byte) i);
			tasks.add(() -> {
				for (int round = 0; round < 50; round++) {
					CompactToken token = direct.encrypt(content);
					if (!Arrays.equals(direct.decrypt(token), content)
							|| !Arrays.equals(nimbus.decrypt(token).content(), content)
							|| direct.decrypt(shortened(token)) != null) {
						return false;
					}
				}
				return true;
			});
		}
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			for (Future<Boolean> result : executor.invokeAll(tasks)) {
				assertThat(result.get()).isTrue();
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static CompactToken shortened(CompactToken token) {
		return new CompactToken(token.value().substring(0, token.length() - 1));
	}

	private static DirectTokenCipher direct(EncryptionMethod method) {
		return new DirectTokenCipher(key(method), method, nimbus(method).encodedHeader(key(method)));
	}

	private static NimbusTokenCipher nimbus(EncryptionMethod method) {
		return new NimbusTokenCipher(SessionKeys.of(key(method)), TokenFormat.of(method), TYPE, 10_000);
	}

	private static SessionKey key(EncryptionMethod method) {
		byte[] bytes = new byte[method.keyLength() / 8];
		Arrays.fill(bytes, (byte) 7);
		return new SessionKey("key", new SecretKeySpec(bytes, "AES"));
	}

	private static final class HardwareKey implements SecretKey {

		@Override
		public String getAlgorithm() {
			return "AES";
		}

		@Override
		public @Nullable String getFormat() {
			return null;
		}

		@Override
		public byte @Nullable [] getEncoded() {
			return null;
		}

	}

	private static final class ChangingKeys implements SessionKeys {

		private volatile SessionKey active;

		ChangingKeys(SessionKey active) {
			this.active = active;
		}

		@Override
		public SessionKey active() {
			return this.active;
		}

		@Override
		public @Nullable SessionKey findById(String id) {
			return this.active.id().equals(id) ? this.active : null;
		}

	}

}
