package io.github.jwtsession.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;

import javax.crypto.KeyGenerator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class SharedKeyTests {

	private static final char[] PASSWORD = "password".toCharArray();

	private static ConfigurableApplicationContext first;

	private static ConfigurableApplicationContext second;

	@BeforeAll
	static void startTwoInstancesWithOneKeyStore(@TempDir Path directory) throws IOException, GeneralSecurityException {
		Path keyStore = makeKeyStore(directory.resolve("jwtsessionkeystore.pkcs12"));
		first = start("instance1", keyStore, new Catalog());
		// the price tells which catalog was asked
		second = start("instance2", keyStore, new Catalog(
				List.of(new Product("ginger-snap", "Ginger snap", "The same, but dearer.", new BigDecimal("4.00")))));
	}

	@AfterAll
	static void stop() {
		first.close();
		second.close();
	}

	@Test
	void aSessionOfOneInstanceIsServedByTheOther() throws IOException, InterruptedException {
		Visitor visitor = new Visitor(port(first));
		visitor.get("/log-in-and-generate-session");
		visitor.moveTo(port(second));
		assertThat(visitor.get("/webapp/browsing").body()).isEqualTo("Hello, Sam Carter !! (instance2)");
	}

	@Test
	void theCookieIsNamedAsConfigured() throws IOException, InterruptedException {
		Visitor visitor = new Visitor(port(first));
		visitor.get("/log-in-and-generate-session");
		assertThat(visitor.cookies()).singleElement().satisfies((cookie) -> {
			assertThat(cookie.getName()).isEqualTo("IG");
			assertThat(cookie.isHttpOnly()).isTrue();
		});
	}

	@Test
	void aSignInAndACartAreCarriedFromInstanceToInstance() throws IOException, InterruptedException {
		Visitor visitor = new Visitor(port(first));
		visitor.signIn();
		visitor.moveTo(port(second));
		visitor.get("/");
		visitor.post("/cart/add", Map.of("product", "ginger-snap"));
		visitor.moveTo(port(first));
		assertThat(visitor.get("/checkout").body()).contains("Ginger snap", "instance1");
	}

	@Test
	void aFormOfOneInstanceMayBeSentToTheOther() throws IOException, InterruptedException {
		Visitor visitor = new Visitor(port(first));
		visitor.get("/");
		visitor.moveTo(port(second));
		assertThat(visitor.post("/cart/add", Map.of("product", "ginger-snap")).body())
			.contains("Ginger snap is in your cart.", "instance2");
	}

	@Test
	void aKeyOfAKeyStoreNeedsNoExplanation() throws IOException, InterruptedException {
		Visitor visitor = new Visitor(port(first));
		visitor.get("/");
		assertThat(visitor.get("/session").body()).contains("symmetric-key").doesNotContain("random-key");
	}

	@Test
	void aRefusalOfOneInstanceIsShownByTheOther() throws IOException, InterruptedException {
		Visitor visitor = new Visitor(port(first));
		visitor.get("/login");
		visitor.moveTo(port(second));
		assertThat(visitor.post("/login", Map.of("username", "sam", "password", "sesame")).body())
			.contains("value=\"sam\"", "id=\"refused\"", "instance2");
	}

	@Test
	void aCartOfOneInstanceIsPricedByTheCatalogOfTheOther() throws IOException, InterruptedException {
		Visitor visitor = new Visitor(port(first));
		visitor.get("/");
		visitor.post("/cart/add", Map.of("product", "ginger-snap"));
		visitor.post("/cart/add", Map.of("product", "ginger-snap"));
		assertThat(visitor.get("/cart").body()).contains("Ginger snap", "€ 1.90 each", "€ 3.80", "instance1");
		visitor.moveTo(port(second));
		assertThat(visitor.get("/cart").body()).contains("Ginger snap", "€ 4.00 each", "€ 8.00", "instance2");
	}

	private static ConfigurableApplicationContext start(String instance, Path keyStore, Catalog catalog) {
		return new SpringApplicationBuilder(SampleApplication.class).profiles(instance)
			.initializers((context) -> ((GenericApplicationContext) context).registerBean("catalog", Catalog.class,
					() -> catalog))
			.run("--server.port=0", "--server.address=127.0.0.1", "--jwt.session.keystore.location=" + keyStore.toUri(),
					"--keystore.secret.id=cGFzc3dvcmQ=");
	}

	private static int port(ConfigurableApplicationContext instance) {
		return instance.getEnvironment().getRequiredProperty("local.server.port", int.class);
	}

	/** What the keytool command of demo.sh makes. */
	private static Path makeKeyStore(Path file) throws IOException, GeneralSecurityException {
		KeyGenerator generator = KeyGenerator.getInstance("HmacSHA512");
		generator.init(512);
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, PASSWORD);
		keyStore.setEntry("symmetric-key", new KeyStore.SecretKeyEntry(generator.generateKey()),
				new KeyStore.PasswordProtection(PASSWORD));
		try (OutputStream out = Files.newOutputStream(file)) {
			keyStore.store(out, PASSWORD);
		}
		return file;
	}

}
