package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.github.jwtsession.revocation.Revocation;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A store in memory, which can be made to fail, to lose rows and to be late.
 */
final class TestStore implements RevocationStore {

	static final Duration OVERLAP = Duration.ofMinutes(1);

	private final NavigableMap<Long, @Nullable Revocation> rows = new TreeMap<>();

	private long sequence;

	private boolean broken;

	private @Nullable String claimant;

	private int appends;

	private int rowsRead;

	private Runnable readListener = () -> {
	};

	private Runnable appendListener = () -> {
	};

	@Override
	public void append(Collection<Revocation> revocations) {
		requireWorking();
		this.appends++;
		revocations.forEach((revocation) -> this.rows.put(++this.sequence, revocation));
		this.appendListener.run();
	}

	/**
	 * Take a number for a row that becomes visible later.
	 */
	long reserve() {
		return ++this.sequence;
	}

	void put(long number, @Nullable Revocation revocation) {
		this.rows.put(number, revocation);
	}

	@Override
	public List<Stored> read(@Nullable Position from, int limit) {
		requireWorking();
		List<Stored> page = new ArrayList<>();
		for (Entry<Long, @Nullable Revocation> row : this.rows.tailMap((from != null) ? from.minor() : 0L).entrySet()) {
			if (page.size() < limit) {
				page.add(new Stored(new Position(0, row.getKey()), row.getValue()));
			}
		}
		this.rowsRead += page.size();
		this.readListener.run();
		return page;
	}

	@Override
	public Duration overlap() {
		return OVERLAP;
	}

	@Override
	public void delete(Collection<Position> positions) {
		requireWorking();
		positions.forEach((position) -> this.rows.remove(position.minor()));
	}

	@Override
	public boolean claimRepair(String owner, Duration lease) {
		requireWorking();
		if (this.claimant != null && !this.claimant.equals(owner)) {
			return false;
		}
		this.claimant = owner;
		return true;
	}

	@Override
	public void releaseRepair(String owner) {
		assertThat(this.claimant).isEqualTo(owner);
		this.claimant = null;
	}

	/**
	 * Let somebody have the claim, or nobody.
	 */
	void setClaimant(@Nullable String claimant) {
		this.claimant = claimant;
	}

	private void requireWorking() {
		if (this.broken) {
			throw new IllegalStateException("The test's store is broken");
		}
	}

	/**
	 * Do something each time that a page was read.
	 */
	void onRead(Runnable listener) {
		this.readListener = listener;
	}

	/**
	 * Do something each time that something was appended.
	 */
	void onAppend(Runnable listener) {
		this.appendListener = listener;
	}

	void setBroken(boolean broken) {
		this.broken = broken;
	}

	/**
	 * Lose everything, the numbers included.
	 */
	void lose() {
		this.rows.clear();
		this.sequence = 0;
	}

	void loseAfter(long number) {
		this.rows.tailMap(number, false).clear();
		this.sequence = number;
	}

	Collection<@Nullable Revocation> rows() {
		return this.rows.values();
	}

	int appends() {
		return this.appends;
	}

	int takeRowsRead() {
		int read = this.rowsRead;
		this.rowsRead = 0;
		return read;
	}

}
