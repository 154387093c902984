package io.github.jwtsession.token;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEDecrypter;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.AESDecrypter;
import com.nimbusds.jose.crypto.DirectDecrypter;
import io.github.jwtsession.GoldenFiles;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.jwe.KeyManagement;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;

/**
 * What the golden files hold of tokens. Of the production code, this class alone is known
 * to their tests.
 * <p>
 * The name of a sample begins with its kind. In each format there are a session sealed
 * with an old key, its renewals and a tombstone. One of the renewals is sealed with the
 * new key, and hands the session over to those that do not have the old one any more.
 */
public final class GoldenTokens {

	static final String KEYS = "keys.txt";

	static final String SESSION = "session";

	static final String RENEWAL = "renewal";

	static final String TOMBSTONE = "tombstone";

	private static final String HAND_OVER_OF_KEY = "renewal with the content's key";

	private static final String HAND_OVER_OF_CONTENT = "renewal with the content";

	private static final String ID = "JccDJF_DaC3jGmZ4TrYHig";

	private static final String FORMER_ID = "R0ETqK9Zb1b0bq7xk2m5Yw";

	private static final Instant ISSUED_AT = Instant.parse("2026-01-02T03:04:05Z");

	private static final Instant EXPIRES_AT = ISSUED_AT.plusSeconds(1800);

	private static final Instant CREATED_AT = ISSUED_AT.minusSeconds(60);

	private GoldenTokens() {
	}

	/**
	 * All formats, by the file of their tokens.
	 */
	static Map<String, TokenFormat> formats() {
		Map<String, TokenFormat> formats = new LinkedHashMap<>();
		for (EncryptionMethod method : EncryptionMethod.values()) {
			for (KeyManagement keyManagement : KeyManagement.values()) {
				String name = "tokens/" + method.identifier() + "-" + keyManagement.identifier();
				formats.put(name + ".txt", new TokenFormat(method, keyManagement, false));
				formats.put(name + "-DEF.txt", new TokenFormat(method, keyManagement, true));
			}
		}
		return formats;
	}

	/**
	 * What the tokens of a format are to say. All claims are in each format, other cases
	 * in one.
	 * @param session the session's token
	 */
	static Map<String, Object> samples(TokenFormat format, String session) {
		Map<String, Object> samples = new LinkedHashMap<>();
		samples.put(SESSION,
				SessionClaims.builder(ID)
					.issuedAt(ISSUED_AT)
					.expiresAt(EXPIRES_AT)
					.subject("sam")
					.createdAt(CREATED_AT)
					.authenticatedAt(ISSUED_AT.minusMillis(7))
					.maxInactiveInterval(Duration.ofSeconds(600))
					.formerId(FORMER_ID)
					.persistent(true)
					.attributes(bytes("{\"cart\":5,\"@sec\":{\"@sec\":[null]}}"))
					.build());
		Renewal renewal = new Renewal(ID, ISSUED_AT.plusSeconds(60), EXPIRES_AT.plusSeconds(60),
				new CompactToken(session).digest());
		samples.put(RENEWAL, renewal);
		samples.put(handOver(format), renewal);
		samples.put(TOMBSTONE, new Tombstone(List.of(ID), 0, ISSUED_AT, EXPIRES_AT));
		if (format.equals(TokenFormat.of(EncryptionMethod.A256GCM))) {
			addCases(samples);
		}
		return samples;
	}

	private static void addCases(Map<String, Object> samples) {
		samples.put("session without optional claims",
				SessionClaims.builder(ID)
					.issuedAt(ISSUED_AT)
					.expiresAt(EXPIRES_AT)
					.createdAt(CREATED_AT)
					.attributes(bytes("{}"))
					.build());
		samples.put("session with texts that need escapes",
				SessionClaims.builder(ID)
					.issuedAt(ISSUED_AT)
					.expiresAt(EXPIRES_AT)
					.subject("\"\\/\b\f\n\r\t\u0000\u001f çé€😀")
					.createdAt(CREATED_AT)
					.authenticatedAt(ISSUED_AT)
					.formerId("\"\\\u0000é")
					.attributes(bytes("{\"\\\"\\\\\":\"\\u0000é\"}"))
					.build());
		samples.put("session without idle limit",
				SessionClaims.builder(ID)
					.issuedAt(ISSUED_AT)
					.expiresAt(EXPIRES_AT)
					.createdAt(CREATED_AT)
					.maxInactiveInterval(Duration.ofSeconds(-1))
					.attributes(bytes("{}"))
					.build());
		samples.put("session of 1970",
				SessionClaims.builder(ID)
					.issuedAt(Instant.EPOCH)
					.expiresAt(Instant.EPOCH)
					.subject("sam")
					.createdAt(Instant.EPOCH)
					.authenticatedAt(Instant.EPOCH)
					.maxInactiveInterval(Duration.ZERO)
					.attributes(bytes("{}"))
					.build());
		samples.put("session with an actor, of a later generation",
				SessionClaims.builder(ID)
					.issuedAt(ISSUED_AT)
					.expiresAt(EXPIRES_AT)
					.subject("sam")
					.actor("admin \"é\"")
					.createdAt(CREATED_AT)
					.authenticatedAt(ISSUED_AT)
					.latestExpiry(EXPIRES_AT.plusSeconds(600))
					.formerId(FORMER_ID)
					.generation(12)
					.attributes(bytes("{}"))
					.build());
		samples.put("session that is provisional",
				SessionClaims.builder(ID)
					.issuedAt(ISSUED_AT)
					.expiresAt(EXPIRES_AT)
					.createdAt(CREATED_AT)
					.generation(1)
					.provisional(true)
					.attributes(bytes("{}"))
					.build());
		samples.put("tombstone of a later generation", new Tombstone(List.of(ID), 12, ISSUED_AT, EXPIRES_AT));
		samples.put("tombstone of several sessions",
				new Tombstone(List.of(ID, FORMER_ID, "third", "fourth"), 0, ISSUED_AT, EXPIRES_AT));
	}

	static String handOver(TokenFormat format) {
		return (format.keyManagement() == KeyManagement.A256KW) ? HAND_OVER_OF_KEY : HAND_OVER_OF_CONTENT;
	}

	/**
	 * The keys that are to be stored: anybody sees that they are none.
	 */
	static Map<String, String> keys() {
		Map<String, String> keys = new TreeMap<>();
		for (TokenFormat format : formats().values()) {
			byte[] old = new byte[format.keyLength() / 8];
			byte[] recent = old.clone();
			for (int i = 0; i < old.length; i++) {
				old[i] = (byte) i;
				recent[i] = (byte) ~i;
			}
			keys.put("old-" + format.keyLength(), HexFormat.of().formatHex(old));
			keys.put("new-" + format.keyLength(), HexFormat.of().formatHex(recent));
		}
		return keys;
	}

	/**
	 * Seal what a sample says.
	 * @param keys keys by their names
	 * @param session the session's token
	 */
	static String seal(TokenFormat format, Map<String, String> keys, String name, String session)
			throws InvalidTokenException {
		Object sample = samples(format, session).get(name);
		if (name.equals(handOver(format))) {
			SessionTokenCodec codec = codec(format, key(format, keys, "new"), key(format, keys, "old"));
			return codec.seal((Renewal) sample, codec.open(new CompactToken(session))).value();
		}
		SessionTokenCodec codec = codec(format, key(format, keys, "old"));
		if (sample instanceof SessionClaims claims) {
			return codec.seal(claims).value();
		}
		return (sample instanceof Renewal renewal) ? codec.seal(renewal).value()
				: codec.seal((Tombstone) sample).value();
	}

	/**
	 * Open a token, once while its key is the active one and once while it is not: they
	 * are opened in different ways.
	 * @return what it says both times
	 */
	static List<Object> open(TokenFormat format, Map<String, String> keys, String name, String token)
			throws InvalidTokenException {
		SessionKey oldKey = key(format, keys, "old");
		SessionKey newKey = key(format, keys, "new");
		return List.of(open(codec(format, oldKey, newKey), name, token),
				open(codec(format, newKey, oldKey), name, token));
	}

	private static Object open(SessionTokenCodec codec, String name, String token) throws InvalidTokenException {
		if (name.startsWith(SESSION)) {
			return codec.open(new CompactToken(token)).claims();
		}
		return name.startsWith(RENEWAL) ? codec.openRenewal(new CompactToken(token)).renewal()
				: codec.openTombstone(new CompactToken(token));
	}

	/**
	 * Open a session without the key that it is sealed with.
	 * @return what it says
	 */
	static Object openHandedOver(TokenFormat format, Map<String, String> keys, String session, String renewal)
			throws InvalidTokenException {
		SessionTokenCodec codec = codec(format, key(format, keys, "new"));
		return codec.open(new CompactToken(session), codec.openRenewal(new CompactToken(renewal))).claims();
	}

	private static SessionTokenCodec codec(TokenFormat format, SessionKey active, SessionKey... valid) {
		return new SessionTokenCodec(SessionKeys.of(active, valid), format,
				new TokenBinding("golden", "jwt-session", true), 10_000, 10_000);
	}

	private static SessionKey key(TokenFormat format, Map<String, String> keys, String age) {
		String id = age + "-" + format.keyLength();
		return new SessionKey(id, secret(keys.get(id)));
	}

	private static SecretKey secret(String hex) {
		return new SecretKeySpec(HexFormat.of().parseHex(hex), "AES");
	}

	/**
	 * The header of a token, by no code of ours.
	 */
	static String header(String token) throws ParseException {
		return JWEObject.parse(token).getHeader().toBase64URL().decodeToString();
	}

	/**
	 * What a token says, by no code of ours.
	 */
	static String payload(Map<String, String> keys, String token) throws ParseException, JOSEException {
		JWEObject jwe = JWEObject.parse(token);
		SecretKey key = secret(keys.get(jwe.getHeader().getKeyID()));
		boolean direct = jwe.getHeader().getAlgorithm().getName().equals("dir");
		JWEDecrypter decrypter = direct ? new DirectDecrypter(key) : new AESDecrypter(key);
		jwe.decrypt(decrypter);
		return jwe.getPayload().toString();
	}

	/**
	 * What a release writes.
	 * @return lines by the name of the file
	 * @throws Exception if a token cannot be sealed or opened
	 */
	public static Map<String, List<String>> files() throws Exception {
		Map<String, List<String>> files = new LinkedHashMap<>();
		List<String> keyLines = new ArrayList<>(List.of(GoldenFiles.comment("key id, key of that many bits")));
		keys().forEach((id, key) -> keyLines.add(GoldenFiles.line(id, key)));
		files.put(KEYS, keyLines);
		for (Map.Entry<String, TokenFormat> format : formats().entrySet()) {
			files.put(format.getKey(), tokens(format.getValue()));
		}
		return files;
	}

	private static List<String> tokens(TokenFormat format) throws Exception {
		List<String> lines = new ArrayList<>(List.of(GoldenFiles.comment("kind and case, header, content, token")));
		String session = seal(format, keys(), SESSION, "");
		for (String name : samples(format, session).keySet()) {
			String token = name.equals(SESSION) ? session : seal(format, keys(), name, session);
			lines.add(GoldenFiles.line(name, header(token), payload(keys(), token), token));
		}
		return lines;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
