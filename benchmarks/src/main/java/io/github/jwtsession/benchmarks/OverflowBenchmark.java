package io.github.jwtsession.benchmarks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.session.SessionExchange;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Requests of an application whose sessions may overflow, beside one whose may not: of a
 * session that fits, and of one with an attribute of 20 KB that does not, which is in the
 * cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class OverflowBenchmark {

	private static final String LARGE = "large";

	/**
	 * Bytes of claims before encryption, attributes included, of the session that fits.
	 */
	@Param("1024")
	public int size;

	private Application without;

	private Application with;

	private String cookie;

	private String cookieWithReference;

	/**
	 * Make the applications and their sessions.
	 */
	@Setup
	public void setUp() {
		this.without = new Application(EncryptionMethod.A256GCM);
		this.with = new Application(EncryptionMethod.A256GCM, AttributeOverflow.builder(new MapStore()).build());
		this.cookie = "jwt-session=" + SampleSession.ofSize(this.without, this.size).token();
		HeaderMessages messages = new HeaderMessages(this.with.cookies(), this.cookie);
		SessionExchange exchange = this.with.exchanges().begin(messages);
		JwtSession session = Objects.requireNonNull(exchange.findSession());
		List<String> lines = new ArrayList<>();
		for (int i = 0; i < 250; i++) {
			lines.add("%08x line %d: %s".formatted(i * 0x9E3779B9, i, "a box of chocolate with sea salt and almonds"));
		}
		session.setAttribute(LARGE, lines);
		exchange.commit();
		this.cookieWithReference = "jwt-session=" + messages.setCookies().get(0).value();
	}

	/**
	 * One small attribute read, where sessions may not overflow.
	 * @return its value
	 */
	@Benchmark
	public Object readWithoutOverflow() {
		return read(this.without, this.cookie, SampleSession.COUNT);
	}

	/**
	 * One small attribute read of a session that fits.
	 * @return its value
	 */
	@Benchmark
	@ComparedWith("readWithoutOverflow")
	public Object readThatFits() {
		return read(this.with, this.cookie, SampleSession.COUNT);
	}

	/**
	 * One small attribute read of a session that does not fit.
	 * @return its value
	 */
	@Benchmark
	@ComparedWith("readWithoutOverflow")
	public Object readBesideReference() {
		return read(this.with, this.cookieWithReference, SampleSession.COUNT);
	}

	/**
	 * One attribute of 20 KB read that is in the cache.
	 * @return its value
	 */
	@Benchmark
	public Object readOverflowed() {
		return read(this.with, this.cookieWithReference, LARGE);
	}

	/**
	 * One small attribute changed, where sessions may not overflow.
	 * @return how many cookies are set
	 */
	@Benchmark
	public int changeWithoutOverflow() {
		return change(this.without, this.cookie);
	}

	/**
	 * One small attribute changed of a session that fits.
	 * @return how many cookies are set
	 */
	@Benchmark
	@ComparedWith("changeWithoutOverflow")
	public int changeThatFits() {
		return change(this.with, this.cookie);
	}

	/**
	 * One small attribute changed of a session that does not fit.
	 * @return how many cookies are set
	 */
	@Benchmark
	@ComparedWith("changeWithoutOverflow")
	public int changeBesideReference() {
		return change(this.with, this.cookieWithReference);
	}

	private static Object read(Application application, String cookie, String name) {
		SessionExchange exchange = application.exchanges().begin(new HeaderMessages(application.cookies(), cookie));
		JwtSession session = Objects.requireNonNull(exchange.findSession());
		Object value = Objects.requireNonNull(session.getAttribute(name));
		exchange.commit();
		return value;
	}

	private static int change(Application application, String cookie) {
		HeaderMessages messages = new HeaderMessages(application.cookies(), cookie);
		SessionExchange exchange = application.exchanges().begin(messages);
		JwtSession session = Objects.requireNonNull(exchange.findSession());
		Integer count = Objects.requireNonNull(session.getAttribute(SampleSession.COUNT));
		session.setAttribute(SampleSession.COUNT, count + 1);
		exchange.commit();
		return messages.setCookies().size();
	}

	/**
	 * A store that takes no time.
	 */
	private static final class MapStore implements OverflowStore {

		private final Map<String, Blob> blobs = new ConcurrentHashMap<>();

		@Override
		public void put(Collection<Blob> blobs) {
			blobs.forEach((blob) -> this.blobs.put(blob.id(), blob));
		}

		@Override
		public byte @Nullable [] get(String id) {
			Blob blob = this.blobs.get(id);
			return (blob != null) ? blob.content() : null;
		}

		@Override
		public void extend(Collection<Extension> extensions) {
		}

		@Override
		public void transfer(Collection<Transfer> transfers) {
		}

		@Override
		public void delete(Collection<String> owners) {
		}

		@Override
		public int deleteExpired(Instant now, int limit) {
			return 0;
		}

		@Override
		public Statistics statistics() {
			return new Statistics(this.blobs.size(), 0, null);
		}

	}

}
