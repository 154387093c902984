package io.github.jwtsession;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.session.Session;

/**
 * A session whose whole state travels in an encrypted JWT, but for what may stand in an
 * overflow store since it does not fit. What a controller gets when it asks for one, as a
 * method argument or as an injected bean.
 * <p>
 * Like {@code HttpSession} it may be used by several threads of its request; the values
 * of attributes are as thread-safe as they are themselves.
 */
public interface JwtSession extends Session {

	/**
	 * When the token that this session was read from was issued.
	 * @return the token's {@code iat}, to the second; for a session that has not been
	 * sent yet, the time of its creation
	 */
	Instant getIssuedAt();

	/**
	 * When this session ends if it is not used again.
	 * @return the end of the session, to the second
	 */
	Instant getExpiresAt();

	/**
	 * Declare void all that clients have of this session so far: whoever copied a cookie
	 * has nothing any more. To be called when what the session may do changes, as a login
	 * does by itself. The session goes on under another id, which is sent with this
	 * response; tokens of the former id are refused as those of a session that has ended
	 * are. Whoever is logged in stays so, since the same time.
	 */
	void voidFormerTokens();

	/**
	 * The size of the token that the client holds.
	 * @return bytes of the compact JWE, 0 for a session that has not been sent yet
	 */
	int getTokenSize();

	/**
	 * The key that the client's token is encrypted with.
	 * @return the token's {@code kid}, or {@code null} for a session that has not been
	 * sent yet
	 */
	@Nullable String getKeyId();

	/**
	 * What each attribute takes up in the token. For one that stands in the overflow
	 * store that is a reference of nearly 200 bytes.
	 * @return bytes of JSON by attribute name, before compression and encryption, as of
	 * now; never {@code null}
	 */
	Map<String, Integer> getAttributeSizes();

}
