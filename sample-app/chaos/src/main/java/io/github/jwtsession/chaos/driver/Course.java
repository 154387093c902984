package io.github.jwtsession.chaos.driver;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What happens when: one fault after the other. Between two of them all browsers see what
 * is left to them, so that each loss is counted where it belongs.
 */
final class Course {

	// what is not right again by then is lost; a pool may need some seconds to find out
	// which of its connections are dead
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final Duration LONGEST_SETTLING = Duration.ofSeconds(160);

	private final int browsers;

	private volatile Fault fault = new Fault("start");

	private volatile int turn;

	private volatile long patienceOver;

	private volatile boolean settling;

	private volatile boolean over;

	private volatile CountDownLatch unsettled = new CountDownLatch(0);

	Course(int browsers) {
		this.browsers = browsers;
	}

	/**
	 * What is wrong now.
	 */
	Fault fault() {
		return this.fault;
	}

	/**
	 * How often browsers were asked to see what is left to them.
	 */
	int turn() {
		return this.turn;
	}

	boolean isSettling() {
		return this.settling;
	}

	boolean isPatienceOver() {
		return this.settling && System.nanoTime() - this.patienceOver >= 0;
	}

	boolean isOver() {
		return this.over;
	}

	void begin(Fault fault) {
		this.fault = fault;
		this.settling = false;
	}

	/**
	 * Wait until all browsers have seen what is left to them. Those that have rest until
	 * the next fault begins, as far as they have nothing to wait for.
	 * @return how many have not
	 */
	long settle() throws InterruptedException {
		this.unsettled = new CountDownLatch(this.browsers);
		this.patienceOver = System.nanoTime() + PATIENCE.toNanos();
		this.settling = true;
		this.turn++;
		this.unsettled.await(LONGEST_SETTLING.toSeconds(), TimeUnit.SECONDS);
		return this.unsettled.getCount();
	}

	void settled(int turn) {
		if (turn == this.turn) {
			this.unsettled.countDown();
		}
	}

	void end() {
		this.over = true;
	}

}
