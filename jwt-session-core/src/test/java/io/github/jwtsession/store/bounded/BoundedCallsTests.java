package io.github.jwtsession.store.bounded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

/**
 * Tests for {@link BoundedCalls}.
 */
class BoundedCallsTests {

	@Test
	void noMoreCallsThanAnyStoreTakesAreUnderWay() throws InterruptedException {
		BoundedCalls calls = new BoundedCalls("the test", "test-call", Duration.ofMinutes(1), () -> {
		});
		AtomicInteger begun = new AtomicInteger();
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Thread caller = new Thread(() -> calls.call(() -> {
				begun.incrementAndGet();
				end.await();
				return true;
			}));
			callers.add(caller);
			caller.start();
		}
		Awaitility.await()
			.until(() -> begun.get() >= 64
					&& callers.stream().allMatch((caller) -> caller.getState() == Thread.State.TIMED_WAITING));
		assertThat(begun).hasValue(64);
		end.countDown();
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(begun).hasValue(100);
	}

	/**
	 * Those that have waited for their turn have had next to no time for their call: that
	 * says nothing of a connection.
	 */
	@Test
	void connectionIsResetOnceWhenManyCallsHang() throws InterruptedException {
		AtomicInteger resets = new AtomicInteger();
		BoundedCalls calls = new BoundedCalls("the test", "test-call", Duration.ofSeconds(2), resets::incrementAndGet);
		AtomicInteger failed = new AtomicInteger();
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Thread caller = new Thread(() -> {
				try {
					calls.call(() -> end.await(1, TimeUnit.MINUTES));
				}
				catch (IllegalStateException ex) {
					failed.incrementAndGet();
				}
			});
			callers.add(caller);
			caller.start();
		}
		for (Thread caller : callers) {
			caller.join();
		}
		end.countDown();
		assertThat(failed).hasValue(100);
		Awaitility.await().untilAtomic(resets, equalTo(1));
	}

}
