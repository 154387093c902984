package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.store.bounded.BoundedCalls;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A store that answers within a time or not at all, whatever its driver and its
 * connection pool do: see {@link BoundedCalls}.
 */
final class BoundedRevocationStore implements RevocationStore {

	private static final Log logger = LogFactory.getLog(BoundedRevocationStore.class);

	private final RevocationStore store;

	private final BoundedCalls calls;

	/**
	 * Create a store.
	 * @param store the one that is called
	 * @param timeout how long each call may take
	 */
	BoundedRevocationStore(RevocationStore store, Duration timeout) {
		this.store = store;
		this.calls = new BoundedCalls("the store of revocations", "jwt-session-revocation-store", timeout,
				store::reset);
	}

	@Override
	public void append(Collection<Revocation> revocations) {
		this.calls.run(() -> this.store.append(revocations));
	}

	@Override
	public List<Stored> read(@Nullable Position from, int limit) {
		return this.calls.call(() -> this.store.read(from, limit));
	}

	@Override
	public Duration overlap() {
		return this.store.overlap();
	}

	@Override
	public void delete(Collection<Position> positions) {
		this.calls.run(() -> this.store.delete(positions));
	}

	@Override
	public boolean claimRepair(String owner, Duration lease) {
		return this.calls.call(() -> this.store.claimRepair(owner, lease));
	}

	@Override
	public void releaseRepair(String owner) {
		this.calls.run(() -> this.store.releaseRepair(owner));
	}

	@Override
	public void listen(Runnable listener) {
		this.calls.run(() -> this.store.listen(listener));
	}

	/**
	 * Waited for by nobody.
	 */
	@Override
	public void reset() {
		try {
			this.store.reset();
		}
		catch (RuntimeException ex) {
			logger.debug("The connection to the store of revocations was not reset", ex);
		}
	}

	@Override
	public void close() {
		this.calls.run(this.store::close);
	}

}
