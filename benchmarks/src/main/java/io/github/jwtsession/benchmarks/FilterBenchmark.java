package io.github.jwtsession.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.servlet.JwtSessionFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
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

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * A request and its response, both of them mocks, through Spring Session's filter: with
 * sessions in tokens, with sessions in a map, and without the filter, which shows what
 * the mocks cost. Every request brings the cookies of both kinds of sessions.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FilterBenchmark {

	/**
	 * Bytes of claims before encryption, attributes included.
	 */
	@Param("1024")
	public int size;

	private final MockServletContext servletContext = new MockServletContext();

	private final FilterChain untouched = (request, response) -> {
	};

	private final FilterChain read = (request, response) -> count(request);

	private final FilterChain change = (request, response) -> session(request).setAttribute(SampleSession.COUNT,
			count(request) + 1);

	private SampleSession session;

	private RawJwe limit;

	private Cookie[] cookies;

	private JwtSessionFilter tokenFilter;

	private SessionRepositoryFilter<?> mapFilter;

	/**
	 * Make the filters, and the same session for each.
	 */
	@Setup
	public void setUp() {
		Application application = new Application(EncryptionMethod.A256GCM);
		this.session = SampleSession.ofSize(application, this.size);
		this.limit = RawJwe.of(this.session, application.key());
		this.tokenFilter = application.sessionFilter();
		MapSessionRepository mapRepository = new MapSessionRepository(new ConcurrentHashMap<>());
		this.mapFilter = new SessionRepositoryFilter<>(mapRepository);
		MapSession mapSession = mapRepository.createSession();
		this.session.attributes().forEach(mapSession::setAttribute);
		mapRepository.save(mapSession);
		String mapSessionId = Base64.getEncoder()
			.encodeToString(mapSession.getId().getBytes(StandardCharsets.US_ASCII));
		this.cookies = new Cookie[] { new Cookie("SESSION", mapSessionId),
				new Cookie(application.cookies().getName(), this.session.token()) };
	}

	/**
	 * The mocks alone.
	 * @return the response
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public HttpServletResponse untouchedWithoutFilter() throws IOException, ServletException {
		return run((request, response) -> this.untouched.doFilter(request, response));
	}

	/**
	 * A session in a map that nobody asks for.
	 * @return the response
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	@ComparedWith("untouchedWithoutFilter")
	public HttpServletResponse untouchedInMap() throws IOException, ServletException {
		return run((request, response) -> this.mapFilter.doFilter(request, response, this.untouched));
	}

	/**
	 * A session in a token that nobody asks for.
	 * @return the response
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	@ComparedWith({ "untouchedWithoutFilter", "untouchedInMap" })
	public HttpServletResponse untouchedInToken() throws IOException, ServletException {
		return run((request, response) -> this.tokenFilter.doFilter(request, response, this.untouched));
	}

	/**
	 * The mocks, and {@link RawJwe} opens the token.
	 * @return the response
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public HttpServletResponse readLimit() throws IOException, ServletException {
		return run((request, response) -> require(this.limit.open(this.session.token()).length == this.size));
	}

	/**
	 * One small attribute read of a session in a map.
	 * @return the response
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	@ComparedWith("untouchedWithoutFilter")
	public HttpServletResponse readInMap() throws IOException, ServletException {
		return run((request, response) -> this.mapFilter.doFilter(request, response, this.read));
	}

	/**
	 * One small attribute read of a session in a token.
	 * @return the response, which sets no cookie
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	@ComparedWith({ "readLimit", "readInMap" })
	public HttpServletResponse readInToken() throws IOException, ServletException {
		HttpServletResponse response = run((request, answer) -> this.tokenFilter.doFilter(request, answer, this.read));
		require(!response.containsHeader(HttpHeaders.SET_COOKIE));
		return response;
	}

	/**
	 * The mocks, {@link RawJwe} opens the token and seals what was in it, and the mock
	 * takes the cookie.
	 * @return the response
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	public HttpServletResponse changeLimit() throws IOException, ServletException {
		return run((request, response) -> response.addHeader(HttpHeaders.SET_COOKIE,
				"jwt-session=" + this.limit.seal(this.limit.open(this.session.token())) + "; Path=/; HttpOnly"));
	}

	/**
	 * One small attribute changed of a session in a map.
	 * @return the response
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	@ComparedWith("untouchedWithoutFilter")
	public HttpServletResponse changeInMap() throws IOException, ServletException {
		return run((request, response) -> this.mapFilter.doFilter(request, response, this.change));
	}

	/**
	 * One small attribute changed of a session in a token.
	 * @return the response, which sets a cookie
	 * @throws IOException never
	 * @throws ServletException never
	 */
	@Benchmark
	@ComparedWith({ "changeLimit", "changeInMap" })
	public HttpServletResponse changeInToken() throws IOException, ServletException {
		HttpServletResponse response = run(
				(request, answer) -> this.tokenFilter.doFilter(request, answer, this.change));
		require(response.containsHeader(HttpHeaders.SET_COOKIE));
		return response;
	}

	private HttpServletResponse run(Exchange exchange) throws IOException, ServletException {
		MockHttpServletRequest request = new MockHttpServletRequest(this.servletContext, "GET", "/");
		request.setCookies(this.cookies);
		MockHttpServletResponse response = new MockHttpServletResponse();
		exchange.run(request, response);
		return response;
	}

	private static int count(ServletRequest request) {
		return (Integer) Objects.requireNonNull(session(request).getAttribute(SampleSession.COUNT));
	}

	private static HttpSession session(ServletRequest request) {
		return Objects.requireNonNull(((HttpServletRequest) request).getSession(false));
	}

	private static void require(boolean condition) {
		if (!condition) {
			throw new IllegalStateException("The request did not do what it is measured for");
		}
	}

	/**
	 * What happens between request and response.
	 */
	private interface Exchange {

		void run(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;

	}

}
