package io.github.jwtsession.revocation.shared;

import io.github.jwtsession.store.StoreConfigurationException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

import io.github.jwtsession.revocation.Revocation;
import org.jspecify.annotations.Nullable;

/**
 * A list of revocations that instances share. Each is appended at a position of its own,
 * and what is there never changes. Positions grow; but what is appended may become
 * visible some time after what was appended behind it.
 * <p>
 * {@link #append} may be called by many threads at once, the other methods by one at a
 * time. Every method may throw any {@link RuntimeException}: the store then does not
 * answer. What does not pass by itself, since it is configured wrongly, is a
 * {@link StoreConfigurationException}, which stops the start. A call that takes longer
 * than {@code jwt.session.revocation.timeout} is interrupted and given up, and others are
 * made while it may still be under way.
 */
public interface RevocationStore {

	/**
	 * Append revocations, and return when they are written. Not part of a transaction of
	 * the application. If it throws, some of them may be written: they are appended
	 * again.
	 * @param revocations one or more; the same may be there already
	 */
	void append(Collection<Revocation> revocations);

	/**
	 * Read a page.
	 * @param from the position to begin with, {@code null} for the first
	 * @param limit how much to read at most
	 * @return what is there from this position on, itself included, in the order of their
	 * positions; if it is less than the limit, there is no more
	 */
	List<Stored> read(@Nullable Position from, int limit);

	/**
	 * How long something may take to become visible after what stands behind it is. What
	 * was read is read again for so long.
	 * @return the time, zero if positions are given in the order of visibility
	 */
	Duration overlap();

	/**
	 * Delete revocations. What is not there is no error.
	 * @param positions where they are
	 */
	void delete(Collection<Position> positions);

	/**
	 * Claim the repair of a store that has lost something: of the instances, which all
	 * have what is missing, one writes it. Called again by the same instance while it
	 * goes on. A store that has no means for it lets each of them write.
	 * @param owner the instance, by an id of its own
	 * @param lease how long the claim lasts if it is neither renewed nor released
	 * @return {@code false} if another instance has the claim
	 */
	default boolean claimRepair(String owner, Duration lease) {
		return true;
	}

	/**
	 * Release the claim.
	 * @param owner the instance that has it
	 */
	default void releaseRepair(String owner) {
	}

	/**
	 * Notify a listener from now on when another instance may have appended something.
	 * Called once the store was read, and again only after {@link #close}. A store that
	 * cannot know does nothing.
	 * @param listener is called by any thread
	 */
	default void listen(Runnable listener) {
	}

	/**
	 * Use another connection from now on: a call was given up, and the connection that it
	 * waits for may have died without anybody noticing. A store whose calls end by
	 * themselves and close such a connection does nothing.
	 */
	default void reset() {
	}

	/**
	 * Stop notifying. The other methods work on.
	 */
	default void close() {
	}

	/**
	 * Where something is.
	 *
	 * @param major the greater part of the number, zero or more
	 * @param minor the lesser part, zero or more
	 */
	record Position(long major, long minor) implements Comparable<Position> {

		@Override
		public int compareTo(Position other) {
			int order = Long.compare(this.major, other.major);
			return (order != 0) ? order : Long.compare(this.minor, other.minor);
		}

	}

	/**
	 * A revocation and where it is.
	 *
	 * @param position where
	 * @param revocation what; {@code null} if it cannot be read: a later version may know
	 * more kinds
	 */
	record Stored(Position position, @Nullable Revocation revocation) {
	}

}
