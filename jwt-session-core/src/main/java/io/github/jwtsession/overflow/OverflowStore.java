package io.github.jwtsession.overflow;

import io.github.jwtsession.store.StoreConfigurationException;
import java.time.Instant;
import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * Blobs that instances share. A blob is one attribute of a session, encrypted with a key
 * that stands in the session's token alone, and never changes: what changes is how long
 * it is kept.
 * <p>
 * All methods may be called by many threads at once. Every method may throw any
 * {@link RuntimeException}: the store then does not answer. A call that takes longer than
 * {@code jwt.session.overflow.timeout} is interrupted and given up, and others are made
 * while it may still be under way. None is part of a transaction of the application.
 */
public interface OverflowStore {

	/**
	 * Put blobs, and return when every instance can get them.
	 * @param blobs one or more, each with an id that was never used before
	 */
	void put(Collection<Blob> blobs);

	/**
	 * Get a blob.
	 * @param id its id
	 * @return its content, {@code null} if the store answers and has none of that id
	 */
	byte @Nullable [] get(String id);

	/**
	 * Keep blobs for longer. One that is kept for longer already, or is not there, is no
	 * error.
	 * @param extensions one or more, of different blobs
	 */
	void extend(Collection<Extension> extensions);

	/**
	 * Give all blobs of an owner to another one, who may have some already: the session
	 * has got another id. That there is none is no error.
	 * @param transfers one or more, in the order in which the ids were changed
	 */
	void transfer(Collection<Transfer> transfers);

	/**
	 * Delete all blobs of owners. That there is none is no error.
	 * @param owners one or more
	 */
	void delete(Collection<String> owners);

	/**
	 * Delete blobs that need not be kept any more, unless the store does so by itself.
	 * @param now what the time is
	 * @param limit how many to delete at most, above zero
	 * @return how many were found; if it is less than the limit, there are no more
	 */
	int deleteExpired(Instant now, int limit);

	/**
	 * What there is. Asked for by people and for metrics: it may take its time.
	 * @return the statistics
	 */
	Statistics statistics();

	/**
	 * Check at start whether the store can be used.
	 * @throws StoreConfigurationException if it is configured wrongly, which does not
	 * pass by itself: the application does not start
	 * @throws RuntimeException any other if it does not answer, which may pass
	 */
	default void verify() {
	}

	/**
	 * Use another connection from now on: a call was given up, and the connection that it
	 * waits for may have died without anybody noticing. A store whose calls end by
	 * themselves and close such a connection does nothing.
	 */
	default void reset() {
	}

	/**
	 * A blob.
	 *
	 * @param id its id, 22 characters of base64url
	 * @param owner whose it is: all blobs of a session have the same owner as long as its
	 * id stays the same, 22 characters of base64url that tell nothing else of the session
	 * @param content its content, not to be changed any more
	 * @param createdAt when it was made
	 * @param expiresAt until when it is to be kept; a moment of the application's clock,
	 * from which the store's may differ
	 */
	record Blob(String id, String owner, byte[] content, Instant createdAt, Instant expiresAt) {

		/**
		 * The id alone.
		 */
		@Override
		public String toString() {
			return "Blob[id=" + this.id + "]";
		}

	}

	/**
	 * For how long a blob is to be kept.
	 *
	 * @param id the blob's id
	 * @param owner whose it is
	 * @param now what the application's clock says
	 * @param expiresAt until when it is to be kept, at least
	 */
	record Extension(String id, String owner, Instant now, Instant expiresAt) {
	}

	/**
	 * To whom the blobs of an owner go.
	 *
	 * @param from whose they are
	 * @param to whose they are to be
	 * @param now what the application's clock says
	 * @param expiresAt until when the last of them is to be kept
	 */
	record Transfer(String from, String to, Instant now, Instant expiresAt) {
	}

	/**
	 * What a store has.
	 *
	 * @param blobs how many blobs
	 * @param bytes how many bytes their contents have together
	 * @param oldest when the oldest of them was made, {@code null} if there is none
	 */
	record Statistics(long blobs, long bytes, @Nullable Instant oldest) {
	}

}
