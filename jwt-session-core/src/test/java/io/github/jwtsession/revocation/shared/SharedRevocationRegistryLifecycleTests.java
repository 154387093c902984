package io.github.jwtsession.revocation.shared;

import io.github.jwtsession.store.StoreConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

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
		return builder().failureMode(mode).build();
	}

	private SharedRevocationRegistryBuilder builder() {
		return SharedRevocationRegistry.builder(this.store).clock(new MutableClock(NOON)).nanoTime(() -> 0);
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
		assertThatExceptionOfType(StoreConfigurationException.class)
			.isThrownBy(() -> instance(FailureMode.DENY).start())
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
	void whatCannotBeWrittenUntilTheStopIsCounted(CapturedOutput output) {
		SharedRevocationRegistry registry = builder().timeout(Duration.ofMillis(300)).build();
		registry.start();
		this.store.setBroken(true);
		registry.end("a", NOON.plus(DAY));
		registry.end("b", NOON.plus(DAY));
		registry.stop();
		assertThat(output).contains("2 revocations could not be written to the store")
			.contains("'jwt.session.revocation.spool'");
	}

	@Test
	void spoolCarriesWhatIsUnwrittenOverARestart(@TempDir Path directory) throws IOException {
		Path spool = directory.resolve("revocations");
		SharedRevocationRegistry registry = builder().spool(spool).timeout(Duration.ofMillis(300)).build();
		registry.start();
		this.store.setBroken(true);
		registry.end("a", NOON.plus(DAY));
		registry.revokePrincipal("sam", NOON, NOON.plus(DAY));
		registry.stop();
		assertThat(spool).content().doesNotContain("sam");
		assertThat(Files.getPosixFilePermissions(spool)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
		SharedRevocationRegistry away = builder().spool(spool).timeout(Duration.ofMillis(300)).build();
		away.start();
		assertThat(away.isEnded("a")).isTrue();
		assertThat(away.state().unwritten()).isEqualTo(2);
		away.stop();
		this.store.setBroken(false);
		SharedRevocationRegistry next = builder().spool(spool).build();
		next.start();
		next.stop();
		assertThat(this.store.rows()).hasSize(2);
		assertThat(spool).isEmptyFile();
	}

	@Test
	void damagedSpoolIsAWarningAndTheRestIsRead(@TempDir Path directory, CapturedOutput output) throws IOException {
		Path spool = directory.resolve("revocations");
		SharedRevocationRegistry registry = builder().spool(spool).timeout(Duration.ofMillis(300)).build();
		registry.start();
		this.store.setBroken(true);
		registry.end("a", NOON.plus(DAY));
		registry.end("b", NOON.plus(DAY));
		registry.stop();
		byte[] lines = Files.readAllBytes(spool);
		Files.write(spool, Arrays.copyOf(lines, lines.length - 9));
		Files.write(spool, new byte[] { '\n', -1, 0, '\n', '[', ']', '\n', '{', '}' }, StandardOpenOption.APPEND);
		this.store.setBroken(false);
		SharedRevocationRegistry next = builder().spool(spool).build();
		next.start();
		next.stop();
		assertThat(this.store.rows()).hasSize(1);
		assertThat(output).contains("4 lines of the spool").contains("1 are read");
	}

	@Test
	void spoolBelongsToOneInstance(@TempDir Path directory) {
		Path spool = directory.resolve("revocations");
		SharedRevocationRegistry registry = builder().spool(spool).build();
		registry.start();
		assertThatExceptionOfType(StoreConfigurationException.class)
			.isThrownBy(() -> builder().spool(spool).build().start())
			.withMessageContaining("another instance");
		registry.stop();
		assertThatExceptionOfType(StoreConfigurationException.class)
			.isThrownBy(() -> builder().spool(directory.resolve("none/revocations")).build().start())
			.withMessageContaining("cannot be opened");
	}

	@Test
	@Timeout(60)
	void callThatHangsIsGivenUpAndTheNextOneIsMade() {
		CountDownLatch answer = new CountDownLatch(1);
		SharedRevocationRegistry registry = builder().timeout(Duration.ofMillis(300)).build();
		assertThat(registry.poll()).isTrue();
		this.store.onAppend(() -> awaitUninterruptibly(answer));
		registry.end("a", NOON.plus(DAY));
		assertThat(registry.isEnded("a")).isTrue();
		assertThat(registry.state().failing()).isTrue();
		this.store.onAppend(() -> {
		});
		assertThat(registry.poll()).isTrue();
		assertThat(registry.state().unwritten()).isZero();
		answer.countDown();
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
