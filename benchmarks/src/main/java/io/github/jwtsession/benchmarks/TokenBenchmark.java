package io.github.jwtsession.benchmarks;

import java.util.concurrent.TimeUnit;

import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.InvalidTokenException;
import io.github.jwtsession.jwe.SealedToken;
import io.github.jwtsession.token.OpenedToken;
import io.github.jwtsession.token.SessionClaims;
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
 * A token alone: claims to a token and back. Attributes are JSON already, and stay it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class TokenBenchmark {

	/**
	 * The content encryption, "enc".
	 */
	@Param({ "A256GCM", "A256CBC_HS512" })
	public EncryptionMethod method;

	/**
	 * Bytes of claims before encryption, attributes included.
	 */
	@Param({ "200", "1024", "3072" })
	public int size;

	private Application application;

	private SampleSession session;

	private SessionClaims claims;

	private RawJwe limit;

	private JsonStream jsonLimit;

	/**
	 * Make the session and the objects that are used again.
	 * @throws InvalidTokenException never
	 */
	@Setup
	public void setUp() throws InvalidTokenException {
		this.application = new Application(this.method);
		this.session = SampleSession.ofSize(this.application, this.size);
		this.claims = this.application.codec().open(new CompactToken(this.session.token())).claims();
		this.limit = RawJwe.of(this.session, this.application.key());
		this.jsonLimit = new JsonStream(this.session.plaintext());
	}

	/**
	 * Token to claims, verified.
	 * @return the claims
	 * @throws InvalidTokenException never
	 */
	@Benchmark
	@ComparedWith({ "openLimit", "openLimitWithJson" })
	public OpenedToken open() throws InvalidTokenException {
		return this.application.codec().open(new CompactToken(this.session.token()));
	}

	/**
	 * The same as {@link RawJwe} does it: no JSON.
	 * @return the claims as JSON
	 */
	@Benchmark
	public byte[] openLimit() {
		return this.limit.open(this.session.token());
	}

	/**
	 * {@link RawJwe}, then Jackson's parser goes through all tokens of the JSON.
	 * @return the number of JSON tokens
	 */
	@Benchmark
	public int openLimitWithJson() {
		return this.jsonLimit.parse(this.limit.open(this.session.token()));
	}

	/**
	 * Nimbus' plain way, see {@link NimbusJwe}: no JSON.
	 * @return the claims as JSON
	 */
	@Benchmark
	@ComparedWith("openLimit")
	public byte[] openNimbus() {
		return NimbusJwe.open(this.session.token(), this.application.key());
	}

	/**
	 * Claims to token.
	 * @return the token
	 */
	@Benchmark
	@ComparedWith({ "sealLimit", "sealLimitWithJson" })
	public SealedToken seal() {
		return this.application.codec().seal(this.claims);
	}

	/**
	 * The same as {@link RawJwe} does it: no JSON.
	 * @return the token
	 */
	@Benchmark
	public String sealLimit() {
		return this.limit.seal(this.session.plaintext());
	}

	/**
	 * Jackson's generator writes all tokens of the JSON to nowhere, then {@link RawJwe}.
	 * @return the token
	 */
	@Benchmark
	public String sealLimitWithJson() {
		this.jsonLimit.write();
		return this.limit.seal(this.session.plaintext());
	}

	/**
	 * Nimbus' plain way, see {@link NimbusJwe}: no JSON.
	 * @return the token
	 */
	@Benchmark
	@ComparedWith("sealLimit")
	public String sealNimbus() {
		return NimbusJwe.seal(this.session.plaintext(), this.application.key(), this.method.identifier());
	}

}
