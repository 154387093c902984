package io.github.jwtsession.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.SessionAttributes;
import io.github.jwtsession.security.SpringSecurityTypes;
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
import tools.jackson.databind.json.JsonMapper;

import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.jackson.SecurityJacksonModules;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * The attribute that every page behind Spring Security reads: a form login with two
 * roles.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = { "-Xms1g", "-Xmx1g", "-Xbatch" })
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SecurityContextBenchmark {

	private static final String NAME = "SPRING_SECURITY_CONTEXT";

	private final AttributeJson attributeJson = new AttributeJson(
			List.of(new SpringSecurityTypes(getClass().getClassLoader())), List.of(), false,
			getClass().getClassLoader());

	private final JsonMapper springSecurity = JsonMapper.builder()
		.addModules(SecurityJacksonModules.getModules(getClass().getClassLoader()))
		.build();

	private final SecurityContext context = context();

	private byte[] json;

	private byte[] springSecurityJson;

	private JsonStream limit;

	/**
	 * Write the context, and see that it comes back.
	 */
	@Setup
	public void setUp() {
		this.json = "{\"%s\":%s}"
			.formatted(NAME, new String(this.attributeJson.write(NAME, this.context), StandardCharsets.UTF_8))
			.getBytes(StandardCharsets.UTF_8);
		this.springSecurityJson = this.springSecurity.writerFor(Object.class).writeValueAsBytes(this.context);
		this.limit = new JsonStream(this.json);
		if (!this.context.equals(readAndCompare())) {
			throw new IllegalStateException("The context does not come back");
		}
	}

	private static SecurityContext context() {
		User user = new User("sam.vimes", null, AuthorityUtils.createAuthorityList("ROLE_USER", "ROLE_WATCH"));
		UsernamePasswordAuthenticationToken token = UsernamePasswordAuthenticationToken.authenticated(user, null,
				user.getAuthorities());
		token.setDetails(new WebAuthenticationDetails("192.0.2.1", "Zm9vYmFyYmF6cXV4MTIzNA"));
		return new SecurityContextImpl(token);
	}

	/**
	 * JSON to context, and at the commit back to JSON to find that nothing has changed.
	 * @return the context
	 */
	@Benchmark
	@ComparedWith({ "parseAndWriteLimit", "readAndWriteWithSpringSecurity" })
	public Object readAndCompare() {
		SessionAttributes attributes = new SessionAttributes(this.attributeJson, ByteBuffer.wrap(this.json));
		Object read = Objects.requireNonNull(attributes.get(NAME));
		if (attributes.snapshotIfChanged() != null) {
			throw new IllegalStateException("Nothing has changed");
		}
		return read;
	}

	/**
	 * Jackson's streaming goes over the JSON once, and writes it once, to nowhere.
	 * @return how many tokens it has
	 */
	@Benchmark
	public int parseAndWriteLimit() {
		this.limit.write();
		return this.limit.parse(this.json);
	}

	/**
	 * Spring Security's own Jackson modules, as its documentation shows them, with JSON
	 * of their own.
	 * @return the JSON
	 */
	@Benchmark
	public byte[] readAndWriteWithSpringSecurity() {
		Object read = this.springSecurity.readValue(this.springSecurityJson, Object.class);
		return this.springSecurity.writerFor(Object.class).writeValueAsBytes(read);
	}

}
