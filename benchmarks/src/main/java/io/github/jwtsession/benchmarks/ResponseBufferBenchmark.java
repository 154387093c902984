package io.github.jwtsession.benchmarks;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.servlet.JwtSessionFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
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

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;

/**
 * A page that is written through the filter, held until the request's handling is over
 * and not held. The response is a mock, which encodes and keeps the page, as a container
 * does.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class ResponseBufferBenchmark {

	/**
	 * How much a template engine or a converter writes at once.
	 */
	private static final int PIECE = 512;

	/**
	 * KB of the page.
	 */
	@Param({ "1", "8", "30", "100" })
	public int page;

	private final MockServletContext servletContext = new MockServletContext();

	private final String text = "x".repeat(PIECE);

	private final byte[] bytes = this.text.getBytes(StandardCharsets.US_ASCII);

	private JwtSessionFilter holding;

	private JwtSessionFilter notHolding;

	/**
	 * Make the filters.
	 */
	@Setup
	public void setUp() {
		Application application = new Application(EncryptionMethod.A256GCM);
		this.holding = application.sessionFilter();
		this.notHolding = application.sessionFilter(0);
	}

	/**
	 * Bytes, held.
	 * @return the response
	 * @throws Exception never
	 */
	@Benchmark
	public Object bytesHeld() throws Exception {
		return filter(this.holding, (request, response) -> writeBytes(response));
	}

	/**
	 * Bytes, not held.
	 * @return the response
	 * @throws Exception never
	 */
	@Benchmark
	public Object bytesNotHeld() throws Exception {
		return filter(this.notHolding, (request, response) -> writeBytes(response));
	}

	/**
	 * Characters, held.
	 * @return the response
	 * @throws Exception never
	 */
	@Benchmark
	public Object charactersHeld() throws Exception {
		return filter(this.holding, (request, response) -> writeCharacters(response));
	}

	/**
	 * Characters, not held.
	 * @return the response
	 * @throws Exception never
	 */
	@Benchmark
	public Object charactersNotHeld() throws Exception {
		return filter(this.notHolding, (request, response) -> writeCharacters(response));
	}

	private Object filter(JwtSessionFilter filter, FilterChain chain) throws ServletException, IOException {
		MockHttpServletRequest request = new MockHttpServletRequest(this.servletContext, "GET", "/");
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(request, response, chain);
		return response;
	}

	private void writeBytes(ServletResponse response) throws IOException {
		for (int written = 0; written < this.page * 1024; written += PIECE) {
			response.getOutputStream().write(this.bytes);
		}
	}

	private void writeCharacters(ServletResponse response) throws IOException {
		Writer writer = response.getWriter();
		for (int written = 0; written < this.page * 1024; written += PIECE) {
			writer.write(this.text);
		}
	}

}
