package io.github.jwtsession.jwe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.jwe.InvalidTokenException.Reason;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The examples of RFC 7518 appendix B, and those of RFC 7520 section 5 with direct
 * encryption and with AES key wrap. Of key management, {@code dir} and {@code A256KW} are
 * spoken alone: the tokens of other examples are opened step by step by the classes that
 * their steps have in common with ours, and refused as a whole.
 */
class RfcExamplesTests {

	private static final TokenType TYPE = new TokenType("any", true);

	private static final byte[] IV = hex("1af38c2dc2b96ffdd86694092341bc04");

	private static final byte[] PRINCIPLE = ascii("A cipher system must not be required to be secret, "
			+ "and it must be able to fall into the hands of the enemy without inconvenience");

	private static final byte[] ADDITIONAL_DATA = ascii("The second principle of Auguste Kerckhoffs");

	/**
	 * RFC 7520 section 5, figure 72.
	 */
	private static final String FRODO = "You can trust us to stick with you through thick and thin\u2013to the bitter "
			+ "end. And you can trust us to keep any secret of yours\u2013closer than you keep it yourself. But you "
			+ "cannot trust us to let you face trouble alone, and go off without a word. We are your friends, Frodo.";

	/**
	 * RFC 7520 section 5.3.1, figure 95.
	 */
	private static final String KEYS = """
			{"keys":[{"kty":"oct","kid":"77c7e2b8-6e13-45cf-8672-617b5b45243a","use":"enc","alg":"A128GCM",\
			"k":"XctOhJAkA-pD9Lh7ZgW_2A"},{"kty":"oct","kid":"81b20965-8332-43d9-a468-82160ad91ac8","use":"enc",\
			"alg":"A128KW","k":"GZy6sIZ6wl9NJOKB-jnmVQ"},{"kty":"oct","kid":"18ec08e1-bfa9-4d95-b205-2b4dd1d4321d",\
			"use":"enc","alg":"A256GCMKW","k":"qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8"}]}""";

	/**
	 * RFC 7520 section 5.6.1, figure 130.
	 */
	private static final SessionKey DIRECT_KEY = new SessionKey("77c7e2b8-6e13-45cf-8672-617b5b45243a",
			aes("XctOhJAkA-pD9Lh7ZgW_2A"));

	/**
	 * RFC 7520 section 5.8.1, figure 151.
	 */
	private static final SessionKey WRAPPING_KEY = new SessionKey("81b20965-8332-43d9-a468-82160ad91ac8",
			aes("GZy6sIZ6wl9NJOKB-jnmVQ"));

	/**
	 * RFC 7518 appendixes B.1, B.2 and B.3.
	 */
	@ParameterizedTest
	@CsvSource({
			"A128CBC_HS256, c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9"
					+ "a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c8"
					+ "6e133314c54019e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade5"
					+ "4b8851ffb598f7f80074b9473c82e2db, 652c3fa36b0a7c5b3219fab3a30bc1c4",
			"A192CBC_HS384, ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb"
					+ "000d279bdc14c1072654bd30944230c657bed4ca0c9f4a8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b"
					+ "3bed787a2f0ffcbf3904be2a641d5c2105bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49787bcd57ef484927"
					+ "f280adc91ac0c4e79c7b11efc60054e3, 8490ac0e58949bfe51875d733f93ac2075168039ccc733d7",
			"A256CBC_HS512, 4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd"
					+ "822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a1"
					+ "1a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950b"
					+ "be2638d09dd7a4930930806d0703b1f6, 4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5" })
	void cbcWithHmac(EncryptionMethod method, String cipherText, String tag) throws Exception {
		byte[] key = new byte[method.keyLength() / Byte.SIZE];
		for (int i = 0; i < key.length; i++) {
			key[i] = (byte) i;
		}
		ContentCipher cipher = contentCipher(method, key);
		assertThat(cipher.encrypt(PRINCIPLE, IV, ADDITIONAL_DATA)).isEqualTo(hex(cipherText + tag));
		assertThat(cipher.decrypt(hex(cipherText + tag), IV, ADDITIONAL_DATA)).isEqualTo(PRINCIPLE);
	}

	/**
	 * All steps behind the management of the key.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "5.3", "5.6", "5.8", "5.9" })
	void contentEncryption(String section) throws Exception {
		Example example = Example.of(section);
		CompactJwe jwe = example.jwe();
		ContentCipher cipher = contentCipher(example.method(), example.contentKey().getEncoded());
		byte[] sealed = join(Base64Url.decode(jwe.cipherText()), Base64Url.decode(jwe.tag()));
		byte[] opened = cipher.decrypt(sealed, Base64Url.decode(jwe.iv()), ascii(jwe.header()));
		assertThat(cipher.encrypt(opened, Base64Url.decode(jwe.iv()), ascii(jwe.header()))).isEqualTo(sealed);
		byte[] content = section.equals("5.9") ? Deflate.inflate(opened, 1000) : opened;
		assertThat(new String(content, StandardCharsets.UTF_8)).isEqualTo(section.equals("5.3") ? KEYS : FRODO);
	}

	/**
	 * RFC 7520 section 5.6.
	 */
	@Test
	void directEncryption() throws Exception {
		CompactToken token = Example.of("5.6").token();
		TokenFormat format = TokenFormat.of(EncryptionMethod.A128GCM);
		assertThat(new TokenCipher(SessionKeys.of(DIRECT_KEY), format, TYPE, 10_000, 10_000).decrypt(token).content())
			.asString(StandardCharsets.UTF_8)
			.isEqualTo(FRODO);
		DirectTokenCipher direct = new DirectTokenCipher(DIRECT_KEY, EncryptionMethod.A128GCM,
				Example.of("5.6").jwe().header());
		assertThat(direct.hasHeaderOf(token)).isTrue();
		assertThat(direct.decrypt(token)).asString(StandardCharsets.UTF_8).isEqualTo(FRODO);
	}

	/**
	 * RFC 7520 sections 5.8 and 5.9.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "5.8", "5.9" })
	void keyWrap(String section) throws Exception {
		assertWrapped(Example.of(section), WRAPPING_KEY);
	}

	/**
	 * RFC 7520 section 5.3: the key that wraps, of 256 bits as ours, is made from a
	 * password first.
	 */
	@Test
	void keyWrapWith256Bits() throws Exception {
		byte[] salt = join(ascii("PBES2-HS512+A256KW\0"), Base64Url.decode("8Q1SzinasR3xchYz6ZZcHA"));
		PBEKeySpec password = new PBEKeySpec("entrap_o\u2013peter_long\u2013credit_tun".toCharArray(), salt, 8192, 256);
		byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(password).getEncoded();
		assertWrapped(Example.of("5.3"), new SessionKey("password", new SecretKeySpec(key, "AES")));
	}

	private static void assertWrapped(Example example, SessionKey key) throws Exception {
		SecretKey contentKey = example.contentKey();
		assertThat(NimbusTokenCipher.unwrap(example.jwe(), key)).isEqualTo(contentKey);
		assertThat(NimbusTokenCipher.wrap(contentKey, key)).isEqualTo(Base64Url.decode(example.jwe().encryptedKey()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "5.3", "5.8", "5.9" })
	void otherKeyManagementIsRefused(String section) {
		Example example = Example.of(section);
		for (KeyManagement keyManagement : KeyManagement.values()) {
			TokenCipher cipher = new TokenCipher(SessionKeys.of(DIRECT_KEY, WRAPPING_KEY),
					new TokenFormat(example.method(), keyManagement, true), TYPE, 10_000, 10_000);
			assertThatExceptionOfType(InvalidTokenException.class).isThrownBy(() -> cipher.decrypt(example.token()))
				.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.UNSUPPORTED));
		}
	}

	private static ContentCipher contentCipher(EncryptionMethod method, byte[] key) throws Exception {
		return method.isGcm() ? new GcmContentCipher(key) : new CbcHmacContentCipher(key, method.keyAlgorithm());
	}

	private static byte[] join(byte[]... parts) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Arrays.stream(parts).forEach(out::writeBytes);
		return out.toByteArray();
	}

	private static SecretKey aes(String key) {
		return new SecretKeySpec(Base64Url.decode(key), "AES");
	}

	private static byte[] hex(String text) {
		return HexFormat.of().parseHex(text);
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

	private record Example(EncryptionMethod method, SecretKey contentKey, CompactToken token) {

		static Example of(String section) {
			List<String> columns = read().filter((line) -> line.startsWith(section + " "))
				.flatMap((line) -> Stream.of(line.split(" ")))
				.toList();
			return new Example(EncryptionMethod.valueOf(columns.get(1)), aes(columns.get(2)),
					new CompactToken(columns.get(3)));
		}

		private static Stream<String> read() {
			try {
				return Files.readAllLines(Path.of("src", "test", "resources", "rfc7520.txt")).stream();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		CompactJwe jwe() {
			return Objects.requireNonNull(CompactJwe.parse(this.token.value()));
		}

	}

}
