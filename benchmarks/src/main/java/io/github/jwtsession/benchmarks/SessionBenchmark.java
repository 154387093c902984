package io.github.jwtsession.benchmarks;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.session.SessionExchange;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * The whole way of a request, without servlets: from the value of the {@code Cookie}
 * header, with another cookie beside the session's, to those of {@code Set-Cookie}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SessionBenchmark {

	/**
	 * Bytes of claims before encryption, attributes included.
	 */
	@Param("1024")
	public int size;

	private Application application;

	private SampleSession session;

	private String cookieHeader;

	private RawJwe limit;

	/**
	 * Make the session and the objects that are used again.
	 */
	@Setup
	public void setUp() {
		this.application = new Application(EncryptionMethod.A256GCM);
		this.session = SampleSession.ofSize(this.application, this.size);
		this.cookieHeader = "theme=dark; " + this.application.cookies().getName() + "=" + this.session.token();
		this.limit = RawJwe.of(this.session, this.application.key());
	}

	/**
	 * Cookie header to session, one small attribute read, commit without change: also
	 * asked is whether a renewal is due, as the servlet part does.
	 * @return the attribute
	 */
	@Benchmark
	@ComparedWith("openLimit")
	public Object readOneAttribute() {
		HeaderMessages messages = messages();
		SessionExchange exchange = this.application.exchanges().begin(messages);
		JwtSession found = Objects.requireNonNull(exchange.findSession());
		Object count = Objects.requireNonNull(found.getAttribute(SampleSession.COUNT));
		exchange.commit();
		if (!messages.setCookies().isEmpty()) {
			throw new IllegalStateException("Nothing has changed, nothing is due");
		}
		return count;
	}

	/**
	 * Cookie header to session, one small attribute changed, commit to the value of the
	 * {@code Set-Cookie} header.
	 * @param blackhole takes the header
	 */
	@Benchmark
	@ComparedWith("openAndSealLimit")
	public void changeOneAttribute(Blackhole blackhole) {
		HeaderMessages messages = messages();
		SessionExchange exchange = this.application.exchanges().begin(messages);
		JwtSession found = Objects.requireNonNull(exchange.findSession());
		int count = Objects.requireNonNull(found.<Integer>getAttribute(SampleSession.COUNT));
		found.setAttribute(SampleSession.COUNT, count + 1);
		exchange.commit();
		for (SetCookie cookie : messages.setCookies()) {
			blackhole.consume(cookie.header());
		}
	}

	private HeaderMessages messages() {
		return new HeaderMessages(this.application.cookies(), this.cookieHeader);
	}

	/**
	 * {@link RawJwe} opens the token.
	 * @return the claims as JSON
	 */
	@Benchmark
	public byte[] openLimit() {
		return this.limit.open(this.session.token());
	}

	/**
	 * {@link RawJwe} opens the token and seals what was in it.
	 * @return the new token
	 */
	@Benchmark
	public String openAndSealLimit() {
		return this.limit.seal(this.limit.open(this.session.token()));
	}

	/**
	 * Nimbus' plain way to open the token, see {@link NimbusJwe}: no cookie, no JSON.
	 * @return the claims as JSON
	 */
	@Benchmark
	@ComparedWith("openLimit")
	public byte[] openNimbus() {
		return NimbusJwe.open(this.session.token(), this.application.key());
	}

	/**
	 * Nimbus' plain way to open the token and to seal what was in it.
	 * @return the new token
	 */
	@Benchmark
	@ComparedWith("openAndSealLimit")
	public String openAndSealNimbus() {
		return NimbusJwe.seal(NimbusJwe.open(this.session.token(), this.application.key()), this.application.key(),
				EncryptionMethod.A256GCM.identifier());
	}

}
