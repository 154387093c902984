package io.github.jwtsession.key;

import java.util.Arrays;
import java.util.List;

import io.github.jwtsession.key.SessionKeyStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * The keys in force: one that encrypts, and all that may still decrypt. Define a bean of
 * this type to take the keys from elsewhere than a keystore.
 * <p>
 * The first two methods are called on every request, by many threads at once: they answer
 * from memory. What they answer may change while the application runs.
 */
public interface SessionKeys {

	/**
	 * The key that new tokens are encrypted with.
	 * @return the active key, never {@code null}; {@link #findById} finds it as well
	 */
	SessionKey active();

	/**
	 * The key of that name, if tokens encrypted with it are to be accepted.
	 * @param id the {@code kid} of a token, as the client sent it: not trustworthy
	 * @return the key, or {@code null} if there is none of that name
	 */
	@Nullable SessionKey findById(String id);

	/**
	 * What an operator sees of the keys.
	 * @return the active key and all others known; by default the active one alone
	 */
	default List<SessionKeyStatus> status() {
		return List.of(new SessionKeyStatus(active().id(), State.ACTIVE, null));
	}

	/**
	 * Keys that never change.
	 * @param active the key that encrypts
	 * @param valid further keys that decrypt
	 * @return the keys
	 * @throws IllegalArgumentException if two of them have the same id
	 */
	static SessionKeys of(SessionKey active, SessionKey... valid) {
		return new FixedSessionKeys(active, List.copyOf(Arrays.asList(valid)));
	}

}
