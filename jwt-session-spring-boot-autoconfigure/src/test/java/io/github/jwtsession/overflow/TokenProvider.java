package io.github.jwtsession.overflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An OpenID Connect provider whose tokens name all the groups of a user: 8 KB.
 */
final class TokenProvider implements AutoCloseable {

	private static final int GROUPS = 90;

	private final HttpServer server;

	private final RSAKey key;

	/**
	 * What the client has sent along with the user.
	 */
	private volatile String nonce = "";

	TokenProvider() {
		try {
			this.key = new RSAKeyGenerator(2048).keyID("idp").generate();
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		this.server.createContext("/jwks", (exchange) -> answer(exchange, new JWKSet(this.key).toString()));
		this.server.createContext("/token", (exchange) -> answer(exchange, tokens()));
		this.server.start();
	}

	private String uri(String path) {
		return "http://127.0.0.1:%d/%s".formatted(this.server.getAddress().getPort(), path);
	}

	/**
	 * What configures a client.
	 */
	String[] properties() {
		String registration = "spring.security.oauth2.client.registration.idp.";
		String provider = "spring.security.oauth2.client.provider.idp.";
		return new String[] { registration + "client-id=shop", registration + "client-secret=secret",
				registration + "scope=openid", registration + "authorization-grant-type=authorization_code",
				registration + "redirect-uri={baseUrl}/login/oauth2/code/idp",
				provider + "authorization-uri=" + uri("authorize"), provider + "token-uri=" + uri("token"),
				provider + "jwk-set-uri=" + uri("jwks"), provider + "user-name-attribute=sub" };
	}

	/**
	 * The user comes along, and agrees.
	 */
	void authorize(String nonce) {
		this.nonce = nonce;
	}

	private String tokens() {
		return "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":300,\"refresh_token\":\"%s\",\"id_token\":\"%s\"}"
			.formatted(random(2500), random(900), idToken());
	}

	private String idToken() {
		List<String> groups = IntStream.range(0, GROUPS)
			.mapToObj((i) -> "group-%d-%s".formatted(i, random(24)))
			.toList();
		Instant now = Instant.now();
		SignedJWT token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("idp").build(),
				new JWTClaimsSet.Builder().issuer(uri(""))
					.subject("sam")
					.audience("shop")
					.claim("nonce", this.nonce)
					.claim("groups", groups)
					.issueTime(Date.from(now))
					.expirationTime(Date.from(now.plusSeconds(300)))
					.build());
		try {
			token.sign(new RSASSASigner(this.key));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return token.serialize();
	}

	private static String random(int length) {
		StringBuilder text = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			text.append((char) ('a' + ThreadLocalRandom.current().nextInt(26)));
		}
		return text.toString();
	}

	private static void answer(HttpExchange exchange, String json) throws IOException {
		byte[] body = json.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(200, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
