package io.github.jwtsession.autoconfigure;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
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
	 * So much of a thumbprint that no two keys of an application have the same, and
	 * little enough to be sent with each token.
	 */
	private static final int ID_LENGTH = 8;

	private static final int MAX_ID_LENGTH = 100;

	private static final Pattern PLAIN_ID = Pattern.compile("[\\w.:@/+=~-]{1,%d}".formatted(MAX_ID_LENGTH));

	private static final Set<Integer> LINE_LENGTHS = Set.of(64, 76);

	/**
	 * Windows begins files with it.
	 */
	private static final String BYTE_ORDER_MARK = "\uFEFF";

	private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9a-fA-F]{2}){16,}");

	private static final Set<String> KEY_OPERATIONS = Set.of("encrypt", "decrypt", "wrapKey", "unwrapKey");

	private final TokenFormat format;

	EncodedKeys(TokenFormat format) {
		this.format = format;
	}

	private SessionKey readBase64(String text, String origin, String advice) {
		String digits = StringUtils.trimAllWhitespace(text);
		if (digits.isEmpty()) {
			throw new SessionKeyException("%s is empty.".formatted(origin), advice);
		}
		if (HEXADECIMAL.matcher(digits).matches()) {
			throw new SessionKeyException("%s looks like hexadecimal digits, and has to be base64.".formatted(origin),
					advice);
		}
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(withoutPadding(digits).replace('+', '-').replace('/', '_'));
			return key(new OctetSequenceKey.Builder(Base64URL.encode(bytes)).build(), origin, advice);
		}
		catch (IllegalArgumentException ex) {
			throw new SessionKeyException("%s is not base64.".formatted(origin), advice);
		}
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
		String content = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
		if (content.isBlank()) {
			throw new SessionKeyException("%s is empty.".formatted(origin), advice);
		}
		if (content.indexOf('\0') >= 0) {
			throw new SessionKeyException("%s is not in UTF-8.".formatted(origin), advice);
		}
		return content.stripLeading().startsWith("{") ? readJson(content, origin, advice)
				: readLines(content, origin, advice);
	}

	/**
	 * Read keys in base64, one a line. White space and padding do not count. A long key
	 * may take several lines: base64 breaks it after 76 characters, openssl after 64.
	 * @param text the keys
	 * @param origin where they are from, for a message
	 * @param advice what to do if they are none
	 * @return at least one key, the first first
	 */
	List<SessionKey> readLines(String text, String origin, String advice) {
		List<SessionKey> keys = new ArrayList<>();
		StringBuilder key = new StringBuilder();
		for (String line : text.lines().map(String::strip).toList()) {
			key.append(line);
			boolean isBroken = LINE_LENGTHS.contains(line.length()) && bits(key) < this.format.keyLength();
			if (!key.isEmpty() && !isBroken) {
				keys.add(readBase64(key.toString(), origin, advice));
				key.setLength(0);
			}
		}
		if (!key.isEmpty() || keys.isEmpty()) {
			keys.add(readBase64(key.toString(), origin, advice));
		}
		return keys;
	}

	private static int bits(CharSequence digits) {
		return digits.length() * 6 / 8 * 8;
	}

	private List<SessionKey> readJson(String text, String origin, String advice) {
		try {
			Map<String, Object> json = JSONObjectUtils.parse(text);
			List<JWK> keys = json.containsKey("keys") ? JWKSet.parse(json).getKeys() : List.of(JWK.parse(json));
			List<SessionKey> usable = new ArrayList<>();
			for (JWK key : keys) {
				if (key instanceof OctetSequenceKey secret && isForEncryption(key)) {
					usable.add(key(secret, origin, advice));
				}
			}
			if (usable.isEmpty()) {
				throw new SessionKeyException(
						"%s has no key for %s: none with a \"kty\" of \"oct\", and \"alg\", \"use\" and \"key_ops\" that allow it, if they are there."
							.formatted(origin, this.format.keyUser()),
						advice);
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

	private SessionKey key(OctetSequenceKey jwk, String origin, String advice) {
		byte[] bytes = jwk.toByteArray();
		if (!Base64URL.encode(bytes).equals(jwk.getKeyValue())) {
			throw new SessionKeyException(
					"%s has a \"k\" that is not base64url without padding (RFC 7518 section 6.4.1).".formatted(origin),
					advice);
		}
		int length = bytes.length * 8;
		if (length != this.format.keyLength()) {
			throw new SessionKeyException("%s has a key of %d bits, but %s needs one of %d bits.".formatted(origin,
					length, this.format.keyUser(), this.format.keyLength()), advice);
		}
		return new SessionKey(id(jwk, origin), new SecretKeySpec(bytes, this.format.keyAlgorithm()));
	}

	/**
	 * The id stands in each token, in logs and as a tag of metrics.
	 */
	private static String id(OctetSequenceKey jwk, String origin) {
		String id = jwk.getKeyID();
		if (!StringUtils.hasText(id)) {
			return thumbprint(jwk);
		}
		if (!PLAIN_ID.matcher(id).matches()) {
			throw new SessionKeyException(
					"%s has a key whose \"kid\" is too long, or has other characters than letters, digits and ._:@/+=~-."
						.formatted(origin),
					"Give it a \"kid\" of at most %d of these characters.".formatted(MAX_ID_LENGTH));
		}
		return id;
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
