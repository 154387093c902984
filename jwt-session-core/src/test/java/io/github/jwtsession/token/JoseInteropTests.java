package io.github.jwtsession.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.Installation;
import io.github.jwtsession.RequiresInstalled;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.KeyManagement;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that tokens are understood by, and taken from, the npm package {@code jose}.
 */
@RequiresInstalled(value = { "node", "npm" }, packages = "nodejs npm")
class JoseInteropTests {

	private static final Path DIRECTORY = Path.of("target", "jose");

	@BeforeAll
	static void installJose() throws Exception {
		Files.createDirectories(DIRECTORY);
		for (String file : List.of("package.json", "interop.mjs")) {
			Files.write(DIRECTORY.resolve(file), new ClassPathResource("jose/" + file).getContentAsByteArray());
		}
		boolean installed = Files.exists(DIRECTORY.resolve("node_modules/jose"))
				|| run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock").exitCode() == 0;
		Installation.require(installed, "the npm package jose");
	}

	@ParameterizedTest
	@MethodSource("formats")
	void joseOpensOurTokens(TokenFormat format) throws Exception {
		SessionClaims claims = SessionClaims.builder("id")
			.issuedAt(Instant.ofEpochSecond(4))
			.expiresAt(Instant.ofEpochSecond(5))
			.subject("sam")
			.createdAt(Instant.ofEpochSecond(3))
			.authenticatedAt(Instant.ofEpochMilli(4_005))
			.attributes("{\"cart.size\":3}".getBytes(StandardCharsets.UTF_8))
			.build();
		String token = codec(format).seal(claims).value();
		Result result = run("node", "interop.mjs", "open", encodedKey(format), token);
		assertThat(result.output().lines()).containsExactly(
				"{\"kid\":\"key\",\"typ\":\"s2yoC3IIr\",\"enc\":\"%s\",\"alg\":\"%s\"}"
					.formatted(format.encryptionMethod().identifier(), format.keyManagement().identifier()),
				"{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"sub\":\"sam\",\"sct\":3,\"auth_time\":4.005,\"att\":{\"cart.size\":3}}");
	}

	@ParameterizedTest
	@MethodSource("formats")
	void weOpenTheTokensOfJose(TokenFormat format) throws Exception {
		String payload = "{\"jti\":\"id\",\"iat\":4,\"exp\":5,\"att\":{\"cart.size\":3}}";
		Result result = run("node", "interop.mjs", "seal", encodedKey(format), format.keyManagement().identifier(),
				format.encryptionMethod().identifier(), "s2yoC3IIr", payload);
		SessionClaims claims = codec(format).open(new CompactToken(result.output().strip())).claims();
		assertThat(claims.id()).isEqualTo("id");
		assertThat(StandardCharsets.UTF_8.decode(claims.attributes()).toString()).isEqualTo("{\"cart.size\":3}");
	}

	private static Stream<TokenFormat> formats() {
		return Stream.of(EncryptionMethod.values())
			.flatMap((method) -> Stream.of(KeyManagement.values())
				.map((keyManagement) -> new TokenFormat(method, keyManagement, false)));
	}

	private static SessionTokenCodec codec(TokenFormat format) {
		SessionKey key = new SessionKey("key", new SecretKeySpec(key(format), "AES"));
		return new SessionTokenCodec(SessionKeys.of(key), format, new TokenBinding("shop", "jwt-session", false),
				10_000, 100_000);
	}

	private static byte[] key(TokenFormat format) {
		byte[] key = new byte[format.keyLength() / 8];
		Arrays.fill(key, (byte) 7);
		return key;
	}

	private static String encodedKey(TokenFormat format) {
		return Base64.getEncoder().encodeToString(key(format));
	}

	private static Result run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).directory(DIRECTORY.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		process.waitFor(1, TimeUnit.MINUTES);
		return new Result(process.exitValue(), output);
	}

	private record Result(int exitCode, String output) {
	}

}
