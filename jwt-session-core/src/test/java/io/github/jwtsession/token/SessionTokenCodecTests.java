package io.github.jwtsession.token;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.AESDecrypter;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.jwe.KeyManagement;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;
import io.github.jwtsession.key.SessionKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link SessionTokenCodec}.
 */
class SessionTokenCodecTests {

	private static final TokenFormat WRAPPING = new TokenFormat(EncryptionMethod.A256GCM, KeyManagement.A256KW, false);

	private static final TokenBinding BINDING = new TokenBinding("shop", "jwt-session", true);

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final SessionClaims claims = SessionClaims.builder("id")
		.issuedAt(NOW)
		.expiresAt(NOW.plusSeconds(60))
		.subject("sam")
		.createdAt(NOW.minusSeconds(60))
		.authenticatedAt(NOW.plusMillis(123))
		.maxInactiveInterval(Duration.ofSeconds(30))
		.formerId("former")
		.persistent(true)
		.attributes(bytes("{\"cart.size\":3}"))
		.build();

	@ParameterizedTest
	@MethodSource("formats")
	void opensWhatItSealed(TokenFormat format) throws Exception {
		SessionTokenCodec codec = codec(format);
		OpenedToken opened = codec.open(codec.seal(this.claims).token());
		assertThat(opened.keyId()).isEqualTo("key");
		assertThat(opened.claims()).isEqualTo(this.claims);
	}

	@ParameterizedTest
	@MethodSource("formats")
	void opensWhatItSealedWithCompression(TokenFormat format) throws Exception {
		SessionTokenCodec codec = codec(new TokenFormat(format.encryptionMethod(), format.keyManagement(), true));
		OpenedToken opened = codec.open(codec.seal(this.claims).token());
		assertThat(opened.claims()).isEqualTo(this.claims);
	}

	@Test
	void writesTheDocumentedFormat() throws Exception {
		SessionTokenCodec codec = codec(EncryptionMethod.A256GCM, false);
		JWEObject token = JWEObject.parse(codec.seal(this.claims).value());
		token.decrypt(new DirectDecrypter(key(EncryptionMethod.A256GCM)));
		assertThat(token.getHeader().toString())
			.isEqualTo("{\"kid\":\"key\",\"typ\":\"s2yoC3IIr\",\"enc\":\"A256GCM\",\"alg\":\"dir\"}");
		assertThat(token.getPayload())
			.hasToString("{\"jti\":\"id\",\"iat\":1767323045,\"exp\":1767323105,\"sub\":\"sam\","
					+ "\"sct\":1767322985,\"auth_time\":1767323045.123,\"mii\":30,\"pid\":\"former\",\"prs\":true,\"att\":{\"cart.size\":3}}");
	}

	@Test
	void opensTokensOfOtherLibraries() throws Exception {
		String token = encrypt(header(EncryptionMethod.A256GCM),
				"{ \"att\" : { \"a\" : [1, 2] } , \"x\":{}, \"exp\":5, \"iat\":4, \"jti\":\"id\"}");
		SessionClaims opened = codec(EncryptionMethod.A256GCM, false).open(new CompactToken(token)).claims();
		assertThat(opened.id()).isEqualTo("id");
		assertThat(opened.createdAt()).isEqualTo(Instant.ofEpochSecond(4));
		assertThat(StandardCharsets.UTF_8.decode(opened.attributes()).toString()).isEqualTo("{ \"a\" : [1, 2] }");
	}

	@ParameterizedTest
	@MethodSource("formats")
	void refusesAnyChangeOfAToken(TokenFormat format) {
		SessionTokenCodec codec = codec(format);
		String token = codec.seal(this.claims).value();
		for (int i = 0; i < token.length(); i++) {
			for (char c : new char[] { 'A', 'Z', 'a', '9', '_', '.', '=', '+', ' ', 'é' }) {
				if (c != token.charAt(i)) {
					String altered = token.substring(0, i) + c + token.substring(i + 1);
					assertThatExceptionOfType(InvalidTokenException.class)
						.isThrownBy(() -> codec.open(new CompactToken(altered)));
				}
			}
			String shorter = token.substring(0, i);
			assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> codec.open(new CompactToken(shorter)));
		}
	}

	@Test
	void refusesBitsThatBase64urlDoesNotUse() {
		SessionTokenCodec codec = codec(EncryptionMethod.A256GCM, false);
		String token = codec.seal(this.claims).value();
		char last = token.charAt(token.length() - 1);
		for (int unusedBits = 1; unusedBits < 16; unusedBits++) {
			String altered = token.substring(0, token.length() - 1) + (char) (last + unusedBits);
			assertThat(reasonFor(codec, altered)).isIn(Reason.MALFORMED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refusesEveryOtherEncryptionMethod(EncryptionMethod method) throws Exception {
		EncryptionMethod configured = (method == EncryptionMethod.A256GCM) ? EncryptionMethod.A128CBC_HS256
				: EncryptionMethod.A256GCM;
		String token = encrypt(header(method), "{\"jti\":\"id\",\"iat\":4,\"exp\":5}");
		assertThat(reasonFor(codec(configured, false), token)).isEqualTo(Reason.UNSUPPORTED);
	}

	@Test
	void refusesOtherAlgorithms() {
		SessionTokenCodec direct = codec(TokenFormat.of(EncryptionMethod.A256GCM));
		SessionTokenCodec wrapping = codec(WRAPPING);
		assertThat(reasonFor(direct, wrapping.seal(this.claims).value())).isEqualTo(Reason.UNSUPPORTED);
		assertThat(reasonFor(wrapping, direct.seal(this.claims).value())).isEqualTo(Reason.UNSUPPORTED);
		String header = encode("{\"alg\":\"A256GCMKW\",\"enc\":\"A256GCM\",\"kid\":\"key\"}");
		String token = wrapping.seal(this.claims).value();
		assertThat(reasonFor(wrapping, header + token.substring(token.indexOf('.')))).isEqualTo(Reason.UNSUPPORTED);
	}

	@Test
	void refusesAnEncryptedKeyBesideDirectEncryption() {
		SessionTokenCodec codec = codec(TokenFormat.of(EncryptionMethod.A256GCM));
		String token = codec.seal(this.claims).value();
		assertThat(reasonFor(codec, token.replace("..", "." + "A".repeat(54) + "."))).isEqualTo(Reason.UNSUPPORTED);
	}

	@Test
	void wrapsAKeyOfEachTokensOwn() throws Exception {
		SessionTokenCodec codec = codec(WRAPPING);
		JWEObject first = JWEObject.parse(codec.seal(this.claims).value());
		JWEObject second = JWEObject.parse(codec.seal(this.claims).value());
		assertThat(first.getEncryptedKey()).isNotEqualTo(second.getEncryptedKey());
		assertThat(first.getEncryptedKey().toString()).hasSize(54);
		first.decrypt(new AESDecrypter(key(WRAPPING)));
		assertThat(first.getHeader().toString())
			.isEqualTo("{\"kid\":\"key\",\"typ\":\"s2yoC3IIr\",\"enc\":\"A256GCM\",\"alg\":\"A256KW\"}");
		assertThat(first.getPayload().toString()).startsWith("{\"jti\":\"id\",");
	}

	@Test
	void refusesAKeyThatDoesNotEncrypt() {
		SecretKey broken = new SecretKeySpec(new byte[32], "AES") {
			@Override
			public String getFormat() {
				return "none";
			}

			@Override
			public byte[] getEncoded() {
				return null;
			}
		};
		assertThatExceptionOfType(SessionKeyException.class).isThrownBy(
				() -> codec(SessionKeys.of(new SessionKey("broken", broken)), TokenFormat.of(EncryptionMethod.A256GCM)))
			.withMessage("The session key 'broken' does not encrypt and decrypt.");
		assertThatExceptionOfType(SessionKeyException.class)
			.isThrownBy(() -> codec(SessionKeys.of(new SessionKey("broken", broken)),
					TokenFormat.of(EncryptionMethod.A256CBC_HS512)))
			.withMessageContaining("'broken' never leaves its provider");
	}

	@Test
	void refusesKeysThatDoNotKnowTheirActiveOne() {
		SessionKey key = new SessionKey("key", new SecretKeySpec(new byte[32], "AES"));
		SessionKeys keys = new SessionKeys() {
			@Override
			public SessionKey active() {
				return key;
			}

			@Override
			public @Nullable SessionKey findById(String id) {
				return null;
			}
		};
		assertThatExceptionOfType(SessionKeyException.class)
			.isThrownBy(() -> codec(keys, TokenFormat.of(EncryptionMethod.A256GCM)))
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains("must find the active key by its id"));
	}

	@ParameterizedTest
	@MethodSource("formats")
	void aRenewalHandsTheContentOverToAnotherKey(TokenFormat format) throws Exception {
		SessionKey old = new SessionKey("old", key(format));
		byte[] otherBytes = key(format).getEncoded();
		otherBytes[0] = 1;
		SessionKey other = new SessionKey("other", new SecretKeySpec(otherBytes, "AES"));
		String content = codec(SessionKeys.of(old), format).seal(this.claims).value();
		SessionTokenCodec both = codec(SessionKeys.of(other, old), format);
		assertThat(both.isSealedWithActiveKey(new CompactToken(content))).isFalse();
		Renewal renewal = new Renewal("id", NOW, NOW, new CompactToken(content).digest());
		SealedToken sealed = both.seal(renewal, both.open(new CompactToken(content)));
		assertThat(sealed.keyId()).isEqualTo("other");
		CompactToken ofOther = both.seal(this.claims).token();
		assertThat(both.isSealedWithActiveKey(ofOther)).isTrue();
		assertThat(both.isSealedWithActiveKey(new CompactToken(ofOther.value() + "A".repeat(100_000)))).isFalse();

		SessionTokenCodec withoutOld = codec(SessionKeys.of(other), format);
		assertThat(reasonFor(withoutOld, content)).isEqualTo(Reason.UNKNOWN_KEY);
		assertThat(reasonFor(withoutOld, sealed.value())).isEqualTo(Reason.AUDIENCE);
		OpenedRenewal opened = withoutOld.openRenewal(sealed.token());
		assertThat(opened.renewal()).isEqualTo(renewal);
		assertThat(opened.handsOver()).isTrue();
		OpenedToken handedOver = withoutOld.open(new CompactToken(content), opened);
		assertThat(handedOver.keyId()).isEqualTo("other");
		assertThat(handedOver.claims()).isEqualTo(this.claims);

		String otherContent = codec(SessionKeys.of(old), format).seal(this.claims).value();
		assertThatExceptionOfType(InvalidTokenException.class)
			.isThrownBy(() -> withoutOld.open(new CompactToken(otherContent), opened));
	}

	@Test
	void handingOverTheKeyOfContentTakesLittleRoom() throws Exception {
		SessionTokenCodec codec = codec(WRAPPING);
		String content = codec.seal(this.claims).value();
		Renewal renewal = new Renewal("id", NOW, NOW, new CompactToken(content).digest());
		int plain = codec.seal(renewal).value().length();
		assertThat(codec.seal(renewal, codec.open(new CompactToken(content))).value().length()).isEqualTo(plain + 69);
	}

	@Test
	void refusesCriticalHeaders() {
		String header = encode("{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"key\",\"crit\":[\"x\"],\"x\":1}");
		SessionTokenCodec codec = codec(EncryptionMethod.A256GCM, false);
		String token = codec.seal(this.claims).value();
		assertThat(reasonFor(codec, header + token.substring(token.indexOf('.')))).isEqualTo(Reason.UNSUPPORTED);
	}

	@Test
	void refusesCompressionUnlessItIsOn() throws Exception {
		JWEHeader header = new JWEHeader.Builder(header(EncryptionMethod.A256GCM))
			.compressionAlgorithm(CompressionAlgorithm.DEF)
			.build();
		String token = encrypt(header, "{\"jti\":\"id\",\"iat\":4,\"exp\":5}");
		assertThat(reasonFor(codec(EncryptionMethod.A256GCM, false), token)).isEqualTo(Reason.UNSUPPORTED);
		assertThat(codec(EncryptionMethod.A256GCM, true).open(new CompactToken(token)).claims().id()).isEqualTo("id");
	}

	@Test
	void boundsWhatATokenInflatesTo() throws Exception {
		JWEHeader header = new JWEHeader.Builder(header(EncryptionMethod.A256GCM))
			.compressionAlgorithm(CompressionAlgorithm.DEF)
			.build();
		String token = encrypt(header,
				"{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"att\":{\"a\":\"" + "x".repeat(500_000) + "\"}}");
		assertThat(token.length()).isLessThan(4000);
		assertThat(reasonFor(codec(EncryptionMethod.A256GCM, true), token)).isEqualTo(Reason.TAMPERED);
	}

	@Test
	void sealsNothingThatItWouldNotInflateAgain() {
		byte[] attributes = bytes("{\"a\":\"" + "x".repeat(100_000) + "\"}");
		SessionClaims large = SessionClaims.builder("id")
			.issuedAt(NOW)
			.expiresAt(NOW)
			.createdAt(NOW)
			.attributes(attributes)
			.build();
		SessionTokenCodec codec = codec(EncryptionMethod.A256GCM, true);
		assertThatIllegalStateException().isThrownBy(() -> codec.seal(large)).withMessageContaining("100000");
	}

	@Test
	void refusesUnknownKeys() throws Exception {
		JWEHeader header = new JWEHeader.Builder(header(EncryptionMethod.A256GCM)).keyID("other").build();
		SessionTokenCodec codec = codec(EncryptionMethod.A256GCM, false);
		assertThat(reasonFor(codec, encrypt(header, "{}"))).isEqualTo(Reason.UNKNOWN_KEY);
		JWEHeader without = new JWEHeader.Builder(header).keyID(null).build();
		assertThat(reasonFor(codec, encrypt(without, "{}"))).isEqualTo(Reason.UNKNOWN_KEY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "{}", "null", "{\"jti\":\"id\"}", "{\"jti\":\"id\",\"iat\":\"x\",\"exp\":5}",
			"{\"jti\":\"id\",\"iat\":4,\"exp\":9e99}", "{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"att\":[]}",
			"{\"jti\":\"id\",\"iat\":4,\"exp\":5", "{\"jti\":\"id\",\"iat\":4,\"exp\":9223372036854775807}",
			"{\"jti\":\"id\",\"iat\":-1,\"exp\":5}", "{\"jti\":\"id\",\"iat\":4,\"exp\":31556889864403199}",
			"{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"sct\":-9,\"att\":{}}" })
	void refusesGenuineTokensThatAreNoSession(String content) throws Exception {
		String token = encrypt(header(EncryptionMethod.A256GCM), content);
		assertThat(reasonFor(codec(EncryptionMethod.A256GCM, false), token)).isEqualTo(Reason.CLAIMS);
	}

	@Test
	void takesNoKindOfTokenForAnother() {
		SessionTokenCodec codec = codec(EncryptionMethod.A256GCM, false);
		String content = codec.seal(this.claims).value();
		String renewal = codec.seal(new Renewal("id", NOW, NOW, new CompactToken(content).digest())).value();
		String tombstone = codec.seal(new Tombstone(List.of("id"), 0, NOW, NOW)).value();
		for (String other : List.of(renewal, tombstone)) {
			assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> codec.open(new CompactToken(other)));
		}
		for (String other : List.of(content, tombstone)) {
			assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> codec.openRenewal(new CompactToken(other)));
		}
		for (String other : List.of(content, renewal)) {
			assertThatExceptionOfType(InvalidTokenException.class)
				.isThrownBy(() -> codec.openTombstone(new CompactToken(other)));
		}
	}

	@Test
	void refusesGenuineTokensInUtf16() throws Exception {
		for (String content : List.of("{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"att\":{}}",
				"{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"dig\":\"x\",\"con\":{}}")) {
			JWEObject token = new JWEObject(header(EncryptionMethod.A256GCM),
					new Payload(content.getBytes(StandardCharsets.UTF_16)));
			token.encrypt(new DirectEncrypter(key(EncryptionMethod.A256GCM)));
			SessionTokenCodec codec = codec(EncryptionMethod.A256GCM, false);
			assertThat(reasonFor(codec, token.serialize())).isEqualTo(Reason.CLAIMS);
			if (content.contains("con")) {
				assertThat(codec.openRenewal(new CompactToken(token.serialize())).handsOver()).isFalse();
			}
		}
	}

	@Test
	void doesNotLookAtLongTokens() {
		assertThat(reasonFor(codec(EncryptionMethod.A256GCM, false), "a".repeat(20_000))).isEqualTo(Reason.MALFORMED);
	}

	@Test
	void takesKeysOfAnyAlgorithmName() throws Exception {
		SessionKeys keys = SessionKeys.of(new SessionKey("key", new SecretKeySpec(new byte[32], "HmacSHA256")));
		SessionTokenCodec codec = codec(keys, TokenFormat.of(EncryptionMethod.A256GCM));
		assertThat(codec.open(codec.seal(this.claims).token()).claims().id()).isEqualTo("id");
	}

	@Test
	void refusesAKeyOfTheWrongLength() {
		SessionKeys keys = SessionKeys.of(new SessionKey("short", new SecretKeySpec(new byte[16], "AES")));
		assertThatExceptionOfType(SessionKeyException.class)
			.isThrownBy(() -> codec(keys, TokenFormat.of(EncryptionMethod.A256CBC_HS512)))
			.withMessageContaining("'short' has 128 bits")
			.withMessageContaining("needs a key of 512 bits")
			.satisfies((ex) -> assertThat(ex.getRemedy())
				.isEqualTo("Set 'jwt.session.encryption-method' to one that fits the key, or use a key of 512 bits."));
	}

	@Test
	void wrapsOnlyWithKeysOf256Bits() {
		SessionKeys keys = SessionKeys.of(new SessionKey("long", new SecretKeySpec(new byte[64], "AES")));
		assertThatExceptionOfType(SessionKeyException.class)
			.isThrownBy(() -> codec(keys, new TokenFormat(EncryptionMethod.A256CBC_HS512, KeyManagement.A256KW, false)))
			.withMessage("The key 'long' has 512 bits, but the key management A256KW needs a key of 256 bits.")
			.satisfies(
					(ex) -> assertThat(ex.getRemedy()).contains("'jwt.session.key-management'").contains("256 bits"));
	}

	@Test
	void showsNothingSecret() {
		SealedToken sealed = codec(EncryptionMethod.A256GCM, false).seal(this.claims);
		assertThat(sealed.toString()).doesNotContain(sealed.value());
		assertThat(this.claims.toString()).doesNotContain("sam").doesNotContain("cart");
	}

	private static Reason reasonFor(SessionTokenCodec codec, String token) {
		try {
			codec.open(new CompactToken(token));
		}
		catch (InvalidTokenException ex) {
			return ex.getReason();
		}
		throw new AssertionError("The token was accepted");
	}

	private static Stream<TokenFormat> formats() {
		return Stream.of(EncryptionMethod.values())
			.flatMap((method) -> Stream.of(KeyManagement.values())
				.map((keyManagement) -> new TokenFormat(method, keyManagement, false)));
	}

	@ParameterizedTest
	@MethodSource("formats")
	void aTokenOfAnotherApplicationOrCookieIsRefused(TokenFormat format) {
		SessionTokenCodec codec = codec(format, BINDING);
		for (TokenBinding other : List.of(new TokenBinding("bank", "jwt-session", true),
				new TokenBinding("shop", "admin", true), new TokenBinding("shop\njwt", "session", true))) {
			SessionTokenCodec foreign = codec(format, other);
			assertThat(reasonFor(codec, foreign.seal(this.claims).value())).isEqualTo(Reason.AUDIENCE);
		}
	}

	@ParameterizedTest
	@MethodSource("formats")
	void aTokenOfAnotherKindIsRefused(TokenFormat format) throws Exception {
		SessionTokenCodec codec = codec(format, BINDING);
		CompactToken session = codec.seal(this.claims).token();
		CompactToken renewal = codec.seal(new Renewal("id", NOW, NOW.plusSeconds(60), session.digest())).token();
		CompactToken tombstone = codec.seal(new Tombstone(List.of("id"), 0, NOW, NOW.plusSeconds(60))).token();
		assertThat(codec.openRenewal(renewal).renewal().isOf(session)).isTrue();
		assertThat(codec.openTombstone(tombstone).sessionIds()).containsExactly("id");
		assertThat(reasonFor(codec, renewal.value())).isEqualTo(Reason.AUDIENCE);
		assertThat(reasonFor(codec, tombstone.value())).isEqualTo(Reason.AUDIENCE);
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> codec.openRenewal(session));
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> codec.openRenewal(tombstone));
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> codec.openTombstone(session));
		assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> codec.openTombstone(renewal));
	}

	@Test
	void aTokenThatOtherCodeMadeWithTheKeyIsRefused() throws Exception {
		JWEHeader header = new JWEHeader.Builder(header(EncryptionMethod.A256GCM))
			.type(new JOSEObjectType("reset-password"))
			.build();
		String token = encrypt(header, "{\"jti\":\"id\",\"iat\":4,\"exp\":5}");
		assertThat(reasonFor(codec(EncryptionMethod.A256GCM, false), token)).isEqualTo(Reason.AUDIENCE);
	}

	@Test
	void aTokenWithoutABindingIsRefusedWhenTheTimeOfThoseIsOver() throws Exception {
		String token = encrypt(header(EncryptionMethod.A256GCM), "{\"jti\":\"id\",\"iat\":4,\"exp\":5}");
		TokenFormat format = TokenFormat.of(EncryptionMethod.A256GCM);
		assertThat(codec(format, BINDING).open(new CompactToken(token)).claims().id()).isEqualTo("id");
		TokenBinding bound = new TokenBinding("shop", "jwt-session", false);
		assertThat(reasonFor(codec(format, bound), token)).isEqualTo(Reason.AUDIENCE);
	}

	@Test
	void aBindingTakesTwentyFourCharacters() throws Exception {
		String bound = codec(EncryptionMethod.A256GCM, false).seal(this.claims).value();
		String unbound = encrypt(header(EncryptionMethod.A256GCM), "{}");
		assertThat(bound.indexOf('.') - unbound.indexOf('.')).isEqualTo(24);
	}

	@Test
	void thePrefixOfACookieNameMakesNoOtherCookieOfIt() throws Exception {
		TokenFormat format = TokenFormat.of(EncryptionMethod.A256GCM);
		CompactToken token = codec(format, new TokenBinding("shop", "__Host-jwt-session", false)).seal(this.claims)
			.token();
		assertThat(codec(format, BINDING).open(token).claims()).isEqualTo(this.claims);
	}

	private static SessionTokenCodec codec(TokenFormat format, TokenBinding binding) {
		return new SessionTokenCodec(SessionKeys.of(new SessionKey("key", key(format))), format, binding, 10_000,
				100_000);
	}

	private static SessionTokenCodec codec(EncryptionMethod method, boolean compression) {
		return codec(new TokenFormat(method, KeyManagement.DIR, compression));
	}

	private static SessionTokenCodec codec(TokenFormat format) {
		return codec(SessionKeys.of(new SessionKey("key", key(format))), format);
	}

	private static SessionTokenCodec codec(SessionKeys keys, TokenFormat format) {
		return new SessionTokenCodec(keys, format, BINDING, 10_000, 100_000);
	}

	private static SecretKey key(EncryptionMethod method) {
		return key(TokenFormat.of(method));
	}

	private static SecretKey key(TokenFormat format) {
		byte[] bytes = new byte[format.keyLength() / 8];
		Arrays.fill(bytes, (byte) 7);
		return new SecretKeySpec(bytes, "AES");
	}

	private static JWEHeader header(EncryptionMethod method) {
		return new JWEHeader.Builder(JWEAlgorithm.DIR, com.nimbusds.jose.EncryptionMethod.parse(method.identifier()))
			.keyID("key")
			.build();
	}

	private static String encrypt(JWEHeader header, String content) throws Exception {
		EncryptionMethod method = EncryptionMethod.valueOf(header.getEncryptionMethod().getName().replace('-', '_'));
		JWEObject token = new JWEObject(header, new Payload(content));
		token.encrypt(new DirectEncrypter(key(method)));
		return token.serialize();
	}

	private static String encode(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
