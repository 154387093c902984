package io.github.jwtsession.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a second review found in {@link BoundedCalls}.
 */
class BoundedCallsReviewTests {

	/**
	 * Who has waited for his turn for most of his time gives up a call that has hardly
	 * begun. That is no sign of a dead connection, and all others use the same one.
	 */
	@Test
	void callThatHasWaitedForItsTurnResetsNoConnection() throws Exception {
		AtomicInteger resets = new AtomicInteger();
		BoundedCalls calls = new BoundedCalls("the store", "review", Duration.ofSeconds(4), resets::incrementAndGet);
		CountDownLatch underWay = new CountDownLatch(64);
		CountDownLatch answered = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 64; i++) {
			threads.add(start(() -> calls.run(() -> {
				underWay.countDown();
				await(answered);
			})));
		}
		assertThat(underWay.await(3, TimeUnit.SECONDS)).isTrue();
		AtomicInteger failed = new AtomicInteger();
		for (int i = 0; i < 20; i++) {
			threads.add(start(() -> {
				try {
					// Less than half of the timeout.
					calls.run(() -> sleep(1500));
				}
				catch (IllegalStateException ex) {
					failed.incrementAndGet();
				}
			}));
		}
		sleep(3300);
		answered.countDown();
		for (Thread thread : threads) {
			thread.join(5000);
		}
		assertThat(failed).hasValue(20);
		sleep(100);
		assertThat(resets).hasValue(0);
	}

	private static Thread start(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void sleep(long millis) {
		try {
			Thread.sleep(millis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
