package io.github.jwtsession.revocation.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the start and the stop of a {@link SharedRevocationRegistry}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedRevocationRegistryLifecycleTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Duration DAY = Duration.ofDays(1);

	private final TestStore store = new TestStore();

	private final SharedRevocationRegistry registry = instance(FailureMode.ALLOW);

	private SharedRevocationRegistry instance(FailureMode mode) {
		return new SharedRevocationRegistry(this.store, Duration.ofSeconds(1), mode, Duration.ZERO,
				new MutableClock(NOON), () -> 0);
	}

	@Test
	void whatIsThereIsLoadedAtFirst() {
		SharedRevocationRegistry other = instance(FailureMode.ALLOW);
		other.poll();
		other.end("a", NOON.plus(DAY));
		this.registry.start();
		assertThat(this.registry.isEnded("a")).isTrue();
		this.registry.stop();
		assertThat(this.registry.isRunning()).isFalse();
	}

	@Test
	void startWithoutTheStoreWarnsOrFailsAsConfigured(CapturedOutput output) {
		this.store.setBroken(true);
		this.registry.start();
		assertThat(this.registry.isRunning()).isTrue();
		this.registry.stop();
		assertThat(output).contains("The store of revocations does not answer");
		assertThatExceptionOfType(RevocationStoreException.class).isThrownBy(() -> instance(FailureMode.DENY).start())
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains("'allow'"));
	}

	@Test
	void whatIsUnwrittenIsWrittenWhenTheApplicationStops() {
		this.registry.start();
		this.store.setBroken(true);
		this.registry.end("a", NOON.plus(DAY));
		this.store.setBroken(false);
		this.registry.stop();
		assertThat(this.store.rows()).hasSize(1);
	}

	@Test
	@Timeout(60)
	void storeThatHangsDoesNotKeepTheApplicationFromStopping() {
		CountDownLatch answer = new CountDownLatch(1);
		this.registry.start();
		this.store.setBroken(true);
		this.registry.end("a", NOON.plus(DAY));
		this.store.setBroken(false);
		this.store.onRead(() -> awaitUninterruptibly(answer));
		try {
			this.registry.stop();
			assertThat(this.registry.isRunning()).isFalse();
		}
		finally {
			answer.countDown();
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
