package io.github.jwtsession.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

import io.github.jwtsession.jwe.DecryptedToken;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Fuzz target: the content of a token, as whoever has the key may write it.
 * {@link ClaimsScanner} must read nothing otherwise than Jackson does, and nothing that
 * Jackson refuses. The attributes alone are not looked at before somebody asks for one:
 * {@code AttributesFuzz} is about them.
 */
public final class ClaimsFuzz {

	private static final ClaimsJson JSON = new ClaimsJson();

	private static final SideTokenJson SIDE_TOKEN_JSON = new SideTokenJson();

	private ClaimsFuzz() {
	}

	/**
	 * Try one content.
	 * @param content the JSON, or what is none
	 */
	public static void fuzzerTestOneInput(byte[] content) {
		SIDE_TOKEN_JSON.readRenewal(new DecryptedToken(content, "key", null));
		SIDE_TOKEN_JSON.readTombstone(content);
		SessionClaims scanned = new ClaimsScanner(content).scan();
		SessionClaims parsed = JSON.parse(content);
		if (scanned == null) {
			Assert.state(Objects.equals(JSON.read(content), parsed), "read otherwise than parsed");
		}
		else {
			requireSameClaims(scanned, JSON.parse(withoutAttributes(content, scanned)));
			if (parsed != null) {
				requireSameClaims(scanned, parsed);
				Assert.state(attributes(scanned).startsWith(attributes(parsed)), "other attributes");
			}
		}
		SessionClaims read = JSON.read(content);
		if (read != null) {
			requireSameClaims(read, JSON.read(JSON.write(read)));
		}
	}

	private static void requireSameClaims(SessionClaims claims, @Nullable SessionClaims others) {
		Assert.state(others != null && head(others).equals(head(claims)), "other claims");
	}

	private static byte[] withoutAttributes(byte[] content, SessionClaims claims) {
		int start = claims.attributes().position();
		byte[] changed = Arrays.copyOf(content, start + 3);
		changed[start] = '{';
		changed[start + 1] = '}';
		changed[start + 2] = '}';
		return changed;
	}

	/**
	 * All that is written before the attributes, which no text within it can look like.
	 */
	private static String head(SessionClaims claims) {
		String json = new String(JSON.write(claims), StandardCharsets.UTF_8);
		return json.substring(0, json.indexOf(",\"att\":"));
	}

	private static String attributes(SessionClaims claims) {
		return StandardCharsets.ISO_8859_1.decode(claims.attributes().duplicate()).toString();
	}

}
