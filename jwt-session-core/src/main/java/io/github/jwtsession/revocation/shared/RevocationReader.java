package io.github.jwtsession.revocation.shared;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.Revocation.Kind;
import io.github.jwtsession.revocation.RevocationIndex;
import io.github.jwtsession.revocation.shared.RevocationStore.Position;
import io.github.jwtsession.revocation.shared.RevocationStore.Stored;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads a store page by page into an index. Used by one thread at a time.
 */
final class RevocationReader {

	private static final int PAGE = 5000;

	private static final Log logger = LogFactory.getLog(RevocationReader.class);

	private final RevocationStore store;

	private final RevocationIndex index;

	private final Duration skewAllowance;

	private final Clock clock;

	private @Nullable Position lastUnknown;

	RevocationReader(RevocationStore store, RevocationIndex index, Duration skewAllowance, Clock clock) {
		this.store = store;
		this.index = index;
		this.skewAllowance = skewAllowance;
		this.clock = clock;
	}

	/**
	 * Read everything from a position on.
	 * @param from the position to begin with, {@code null} for the first
	 * @param consumer takes what is read, after it was added to the index
	 * @param afterPage is run after each page
	 */
	void read(@Nullable Position from, Consumer<Stored> consumer, Runnable afterPage) {
		Position next = from;
		Stored latest = null;
		List<Stored> page;
		do {
			page = this.store.read(next, PAGE);
			for (Stored stored : page) {
				// a page begins with the last of the one before
				if (!stored.equals(latest)) {
					addOrWarn(stored);
					consumer.accept(stored);
				}
			}
			latest = page.isEmpty() ? null : page.get(page.size() - 1);
			next = (latest != null) ? latest.position() : null;
			afterPage.run();
		}
		while (page.size() == PAGE);
	}

	private void addOrWarn(Stored stored) {
		Revocation revocation = stored.revocation();
		if (revocation == null) {
			warnOfUnknown(stored.position());
			return;
		}
		try {
			add(revocation);
		}
		catch (IllegalArgumentException ex) {
			warnOfUnknown(stored.position());
		}
	}

	/**
	 * Add to the index what the store has.
	 * @throws IllegalArgumentException if it has no subject of its kind
	 */
	void add(Revocation revocation) {
		if (this.index.addStored(revocation, this.clock.instant().plus(this.skewAllowance))) {
			warnOfFuture(revocation);
		}
	}

	private static void warnOfFuture(Revocation revocation) {
		boolean all = revocation.kind() == Kind.ALL;
		logger.warn("The store of revocations ends %s up to %s, which is in the future: the clock of an instance is "
			.formatted(all ? "all sessions" : "the sessions of a principal", revocation.issuedBefore())
				+ "wrong, or somebody wrote it by hand. Here it counts as of now. To take it back, send DELETE to the "
				+ "actuator endpoint 'jwtsession', or call SessionRevocations."
				+ (all ? "reinstateAll()" : "reinstatePrincipal(name)"));
	}

	/**
	 * Once, however often it is read.
	 */
	private void warnOfUnknown(Position position) {
		if (this.lastUnknown == null || position.compareTo(this.lastUnknown) > 0) {
			this.lastUnknown = position;
			logger.warn("The store of revocations contains what this version does not know, at " + position);
		}
	}

}
