package io.github.jwtsession.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.token.SessionTokenCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Tokens opened by many threads at once, each of which opens one and ends: what is kept
 * for each thread is of no use to them. Times are those of the whole batch divided by the
 * number of its tasks, on all processors. Needs JDK 21.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class VirtualThreadBenchmark {

	private static final int TASKS = 1000;

	/**
	 * Bytes of claims before encryption, attributes included.
	 */
	@Param("1024")
	public int size;

	private ExecutorService virtualThreads;

	private ExecutorService platformThreads;

	private List<Callable<Object>> openTasks;

	private List<Callable<Object>> emptyTasks;

	/**
	 * Make the threads and their tasks.
	 * @throws ReflectiveOperationException before JDK 21
	 */
	@Setup
	public void setUp() throws ReflectiveOperationException {
		this.virtualThreads = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		this.platformThreads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
		Application application = new Application(EncryptionMethod.A256GCM);
		SessionTokenCodec codec = application.codec();
		String token = SampleSession.ofSize(application, this.size).token();
		this.openTasks = tasks(() -> codec.open(new CompactToken(token)));
		this.emptyTasks = tasks(() -> token);
	}

	private static List<Callable<Object>> tasks(Callable<Object> task) {
		List<Callable<Object>> tasks = new ArrayList<>();
		for (int i = 0; i < TASKS; i++) {
			tasks.add(task);
		}
		return tasks;
	}

	/**
	 * End the threads.
	 */
	@TearDown
	public void tearDown() {
		this.virtualThreads.shutdown();
		this.platformThreads.shutdown();
	}

	/**
	 * A virtual thread for each token.
	 * @return what was opened last
	 * @throws InterruptedException never
	 * @throws ExecutionException never
	 */
	@Benchmark
	@OperationsPerInvocation(TASKS)
	@ComparedWith({ "openOnPlatformThreads", "nothingOnVirtualThreads" })
	public Object openOnVirtualThreads() throws InterruptedException, ExecutionException {
		return run(this.virtualThreads, this.openTasks);
	}

	/**
	 * As many platform threads as processors.
	 * @return what was opened last
	 * @throws InterruptedException never
	 * @throws ExecutionException never
	 */
	@Benchmark
	@OperationsPerInvocation(TASKS)
	@ComparedWith("nothingOnPlatformThreads")
	public Object openOnPlatformThreads() throws InterruptedException, ExecutionException {
		return run(this.platformThreads, this.openTasks);
	}

	/**
	 * What starting and ending virtual threads costs.
	 * @return a string
	 * @throws InterruptedException never
	 * @throws ExecutionException never
	 */
	@Benchmark
	@OperationsPerInvocation(TASKS)
	public Object nothingOnVirtualThreads() throws InterruptedException, ExecutionException {
		return run(this.virtualThreads, this.emptyTasks);
	}

	/**
	 * What handing tasks to platform threads costs.
	 * @return a string
	 * @throws InterruptedException never
	 * @throws ExecutionException never
	 */
	@Benchmark
	@OperationsPerInvocation(TASKS)
	public Object nothingOnPlatformThreads() throws InterruptedException, ExecutionException {
		return run(this.platformThreads, this.emptyTasks);
	}

	private static Object run(ExecutorService executor, List<Callable<Object>> tasks)
			throws InterruptedException, ExecutionException {
		Object last = tasks;
		for (Future<Object> future : executor.invokeAll(tasks)) {
			last = future.get();
		}
		return last;
	}

}
