package io.github.jwtsession.revocation.shared;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Puts together a {@link SharedRevocationRegistry}.
 */
public final class SharedRevocationRegistryBuilder {

	final RevocationStore store;

	Duration pollInterval = Duration.ofSeconds(1);

	FailureMode failureMode = FailureMode.ALLOW;

	Duration skewAllowance = Duration.ZERO;

	Duration timeout = Duration.ofSeconds(5);

	@Nullable Path spool;

	String application = "";

	Supplier<@Nullable ActiveKey> activeKey = () -> null;

	Clock clock = Clock.systemUTC();

	LongSupplier nanoTime = System::nanoTime;

	SharedRevocationRegistryBuilder(RevocationStore store) {
		this.store = store;
	}

	/**
	 * Set how often to poll the store.
	 * @param pollInterval the time from the end of a poll to the next, more than zero;
	 * one second by default
	 * @return this builder
	 */
	public SharedRevocationRegistryBuilder pollInterval(Duration pollInterval) {
		this.pollInterval = pollInterval;
		return this;
	}

	/**
	 * Set what to do while the store does not answer.
	 * @param failureMode the mode, {@link FailureMode#ALLOW} by default
	 * @return this builder
	 */
	public SharedRevocationRegistryBuilder failureMode(FailureMode failureMode) {
		this.failureMode = failureMode;
		return this;
	}

	/**
	 * Set by how much the clocks of two instances may differ.
	 * @param skewAllowance the difference, zero by default
	 * @return this builder
	 */
	public SharedRevocationRegistryBuilder skewAllowance(Duration skewAllowance) {
		this.skewAllowance = skewAllowance;
		return this;
	}

	/**
	 * Set how long a call to the store may take, and attempts to write at the stop.
	 * @param timeout the time, more than zero; five seconds by default
	 * @return this builder
	 */
	public SharedRevocationRegistryBuilder timeout(Duration timeout) {
		this.timeout = timeout;
		return this;
	}

	/**
	 * Set a file that keeps what could not be written over a restart.
	 * @param spool the file, {@code null} for none, which is the default
	 * @return this builder
	 */
	public SharedRevocationRegistryBuilder spool(@Nullable Path spool) {
		this.spool = spool;
		return this;
	}

	/**
	 * Set the key that this instance encrypts with, for the others to know.
	 * @param application what keeps the applications apart that use the same store
	 * @param activeKey the key as of now, {@code null} to announce none; which is the
	 * default
	 * @return this builder
	 */
	public SharedRevocationRegistryBuilder activeKey(String application, Supplier<@Nullable ActiveKey> activeKey) {
		this.application = application;
		this.activeKey = activeKey;
		return this;
	}

	/**
	 * Set what the time is.
	 * @param clock the clock, by default the system's
	 * @return this builder
	 */
	public SharedRevocationRegistryBuilder clock(Clock clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Set the time of this machine, for tests.
	 */
	SharedRevocationRegistryBuilder nanoTime(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		return this;
	}

	/**
	 * Put it together.
	 * @return the registry
	 */
	public SharedRevocationRegistry build() {
		return new SharedRevocationRegistry(this);
	}

}
