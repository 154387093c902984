package io.github.jwtsession.benchmarks;

import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.session.SessionExchange;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.session.FindByIndexNameSessionRepository;

/**
 * A session found while a million others are revoked, beside one found while none is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class RevocationBenchmark {

	private static final int REVOCATIONS = 1_000_000;

	private Application withoutRevocations;

	private Application withRevocations;

	private String cookie;

	/**
	 * Make a session of a principal, and revoke others: ids, and one of a thousand a
	 * principal.
	 */
	@Setup
	public void setUp() {
		this.withoutRevocations = new Application(EncryptionMethod.A256GCM);
		this.withRevocations = new Application(EncryptionMethod.A256GCM);
		this.cookie = createSession(this.withRevocations);
		MemoryRevocationRegistry revocations = this.withRevocations.revocations();
		SplittableRandom random = new SplittableRandom(7);
		for (int i = 0; i < REVOCATIONS; i++) {
			if (i % 1000 == 0) {
				revocations.revokePrincipal("user-" + i, Instant.parse("2026-01-02T12:00:00Z"),
						Instant.parse("2026-01-02T12:30:00Z"));
			}
			else {
				revocations.end(id(random), Instant.parse("2026-01-03T12:00:00Z"));
			}
		}
		if (revocations.size() != REVOCATIONS) {
			throw new IllegalStateException(revocations.size() + " revocations are live");
		}
	}

	private static String createSession(Application application) {
		HeaderMessages messages = new HeaderMessages(application.cookies(), "");
		SessionExchange exchange = application.exchanges().begin(messages);
		exchange.createSession().setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, "sam");
		exchange.commit();
		return "jwt-session=" + messages.setCookies().get(0).value();
	}

	/**
	 * An id such as sessions have.
	 */
	private static String id(SplittableRandom random) {
		byte[] bytes = new byte[16];
		random.nextBytes(bytes);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	/**
	 * A session is found among a million revocations.
	 * @return the session
	 */
	@Benchmark
	@ComparedWith("findWithoutRevocations")
	public JwtSession findWithMillionRevocations() {
		return find(this.withRevocations);
	}

	/**
	 * A session is found, and none is revoked.
	 * @return the session
	 */
	@Benchmark
	public JwtSession findWithoutRevocations() {
		return find(this.withoutRevocations);
	}

	private JwtSession find(Application application) {
		HeaderMessages messages = new HeaderMessages(application.cookies(), this.cookie);
		return Objects.requireNonNull(application.exchanges().begin(messages).findSession());
	}

}
