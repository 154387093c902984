package io.github.jwtsession.autoconfigure;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;

import org.springframework.util.StringUtils;

/**
 * Reads keys that are written down: in base64 (RFC 4648 sections 4 and 5), or as a JWK or
 * a JWK set (RFC 7517). A key that has no {@code kid} is named after itself.
 */
final class EncodedKeys {

	/**
	 * So much of a thumbprint that no two keys of anybody are the same, and little enough
	 * to be sent with each token.
	 */
	private static final int ID_LENGTH = 8;

	private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9a-fA-F]{2}){16,}");

	private static final Set<String> KEY_OPERATIONS = Set.of("encrypt", "decrypt", "wrapKey", "unwrapKey");

	private final TokenFormat format;

	EncodedKeys(TokenFormat format) {
		this.format = format;
	}

	/**
	 * Read a key in base64. White space and padding do not count.
	 * @param text the key
	 * @param origin where it is from, for a message
	 * @param advice what to do if it is none
	 */
	SessionKey readBase64(String text, String origin, String advice) {
		String digits = StringUtils.trimAllWhitespace(text);
		if (digits.isEmpty()) {
			throw new SessionKeyException("%s is empty.".formatted(origin), advice);
		}
		byte[] bytes;
		try {
			bytes = Base64.getUrlDecoder().decode(withoutPadding(digits).replace('+', '-').replace('/', '_'));
		}
		catch (IllegalArgumentException ex) {
			throw new SessionKeyException("%s is not base64.".formatted(origin), advice);
		}
		OctetSequenceKey jwk = new OctetSequenceKey.Builder(Base64URL.encode(bytes)).build();
		String hint = HEXADECIMAL.matcher(digits).matches()
				? " It looks like hexadecimal digits, which are read as base64." : "";
		return key(jwk, origin, hint, advice);
	}

	private static String withoutPadding(String digits) {
		int end = digits.length();
		while (end > 0 && digits.charAt(end - 1) == '=') {
			end--;
		}
		return digits.substring(0, end);
	}

	/**
	 * Read a file: a JWK, a JWK set, or keys in base64, one a line. What else a JWK set
	 * holds is passed over, as RFC 7517 section 5 has it.
	 * @param text the content of the file
	 * @param origin where it is from, for a message
	 * @param advice what to do if it holds no key
	 * @return at least one key, the first first
	 */
	List<SessionKey> readFile(String text, String origin, String advice) {
		if (text.isBlank()) {
			throw new SessionKeyException("%s is empty.".formatted(origin), advice);
		}
		return text.stripLeading().startsWith("{") ? readJson(text, origin, advice) : readLines(text, origin, advice);
	}

	/**
	 * A long key takes several lines: base64 and openssl break them.
	 */
	private List<SessionKey> readLines(String text, String origin, String advice) {
		List<SessionKey> keys = new ArrayList<>();
		StringBuilder key = new StringBuilder();
		for (String line : text.lines().map(String::strip).toList()) {
			key.append(line);
			if (line.endsWith("=") || bits(key) >= this.format.keyLength()) {
				keys.add(readBase64(key.toString(), origin, advice));
				key.setLength(0);
			}
		}
		if (!key.isEmpty()) {
			keys.add(readBase64(key.toString(), origin, advice));
		}
		return keys;
	}

	private static int bits(CharSequence digits) {
		return digits.length() * 6 / 8 * 8;
	}

	private List<SessionKey> readJson(String text, String origin, String advice) {
		try {
			List<JWK> keys = text.contains("\"keys\"") ? JWKSet.parse(text).getKeys() : List.of(JWK.parse(text));
			List<SessionKey> usable = new ArrayList<>();
			for (JWK key : keys) {
				if (key instanceof OctetSequenceKey secret && isForEncryption(key)) {
					usable.add(key(secret, origin, "", advice));
				}
			}
			if (usable.isEmpty()) {
				throw new SessionKeyException(
						"%s holds no key that encrypts: none with a \"kty\" of \"oct\".".formatted(origin), advice);
			}
			return usable;
		}
		catch (ParseException ex) {
			// its message may quote what it could not read
			throw new SessionKeyException("%s is neither a JWK nor a JWK set.".formatted(origin), advice);
		}
	}

	private boolean isForEncryption(JWK key) {
		boolean use = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.ENCRYPTION);
		boolean operations = key.getKeyOperations() == null || key.getKeyOperations()
			.stream()
			.anyMatch((operation) -> KEY_OPERATIONS.contains(operation.identifier()));
		return use && operations && isForFormat(key);
	}

	private boolean isForFormat(JWK key) {
		if (key.getAlgorithm() == null) {
			return true;
		}
		String algorithm = key.getAlgorithm().getName();
		return algorithm.equals(this.format.keyManagement().identifier())
				|| algorithm.equals(this.format.encryptionMethod().identifier());
	}

	private SessionKey key(OctetSequenceKey jwk, String origin, String hint, String advice) {
		byte[] bytes = jwk.toByteArray();
		int length = bytes.length * 8;
		if (length != this.format.keyLength()) {
			throw new SessionKeyException("%s has a key of %d bits, but %s needs one of %d bits.%s".formatted(origin,
					length, this.format.keyUser(), this.format.keyLength(), hint), advice);
		}
		return new SessionKey(id(jwk), new SecretKeySpec(bytes, this.format.keyAlgorithm()));
	}

	private static String id(OctetSequenceKey jwk) {
		String id = jwk.getKeyID();
		return StringUtils.hasText(id) ? id : thumbprint(jwk);
	}

	/**
	 * The thumbprint of RFC 7638. Nobody can try keys against it: they are random, and of
	 * 128 bits at least (section 7).
	 */
	private static String thumbprint(OctetSequenceKey jwk) {
		try {
			return jwk.computeThumbprint().toString().substring(0, ID_LENGTH);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException("There is no SHA-256", ex);
		}
	}

}
