package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.github.jwtsession.revocation.shared.RevocationStore.Position;
import io.github.jwtsession.revocation.shared.RevocationStore.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is appended to a store, from a cursor on. The cursor stays behind what was
 * read by the {@linkplain RevocationStore#overlap() overlap} of the store: what becomes
 * visible late is read, too. Used by one thread at a time.
 */
final class RevocationFollower {

	private final RevocationStore store;

	private final RevocationReader reader;

	private final LongSupplier nanoTime;

	/**
	 * Where to begin, {@code null} for the first.
	 */
	private @Nullable Position cursor;

	/**
	 * Up to where was read, and when, the latest last. The cursor moves to one that is
	 * older than the overlap.
	 */
	private final Deque<Watermark> watermarks = new ArrayDeque<>();

	/**
	 * The last that was read. A store that does not have it any more has lost something.
	 */
	private @Nullable Stored latest;

	RevocationFollower(RevocationStore store, RevocationReader reader, LongSupplier nanoTime) {
		this.store = store;
		this.reader = reader;
		this.nanoTime = nanoTime;
	}

	/**
	 * Begin anew, after all was read.
	 * @param cursor where to begin
	 * @param latest the last that was read
	 */
	void restart(@Nullable Position cursor, @Nullable Stored latest) {
		this.cursor = cursor;
		this.watermarks.clear();
		this.latest = null;
		advance(latest);
	}

	/**
	 * Read what was appended.
	 * @param now the time in nanoseconds
	 * @return whether the last that was read before is still there
	 */
	boolean follow(long now) {
		moveCursor(now, this.store.overlap());
		Tail tail = new Tail(this.latest);
		this.reader.read(this.cursor, tail, () -> {
		});
		advance(tail.latest);
		return tail.complete;
	}

	private void moveCursor(long now, Duration overlap) {
		Watermark oldest = this.watermarks.peekFirst();
		while (oldest != null && now - oldest.time >= overlap.toNanos()) {
			this.cursor = oldest.position;
			this.watermarks.removeFirst();
			oldest = this.watermarks.peekFirst();
		}
	}

	private void advance(@Nullable Stored read) {
		if (read != null && !read.equals(this.latest)) {
			this.latest = read;
			this.watermarks.addLast(new Watermark(read.position(), this.nanoTime.getAsLong()));
		}
	}

	private record Watermark(Position position, long time) {
	}

	/**
	 * What is read from the cursor on.
	 */
	private static final class Tail implements Consumer<Stored> {

		private final @Nullable Stored expected;

		private boolean complete;

		private @Nullable Stored latest;

		Tail(@Nullable Stored expected) {
			this.expected = expected;
			this.complete = expected == null;
		}

		@Override
		public void accept(Stored stored) {
			this.complete |= stored.equals(this.expected);
			this.latest = stored;
		}

	}

}
