package io.github.jwtsession.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.DocumentedYaml;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manifests of docs/kubernetes.md, as far as they concern the application: with the
 * keystore in a volume that is changed as a kubelet does it.
 */
class KubernetesManifestTests {

	private static final String PASSWORD = "password";

	private final MutableClock clock = new MutableClock(Instant.now());

	private final Map<String, Object> configMap = manifest("ConfigMap");

	private final Map<String, Object> pod = map(map(map(manifest("Deployment"), "spec"), "template"), "spec");

	private final Map<String, Object> container = list(this.pod, "containers").get(0);

	@TempDir
	private Path root;

	@Test
	void keyOfASecretThatChangesIsReadWithoutARestart() throws Exception {
		MountedVolume volume = new MountedVolume(mount("session-keys"));
		volume.write("sessions.p12", keyStore("session-1"));
		try (ConfigurableApplicationContext application = start()) {
			SessionKeys keys = application.getBean(SessionKeys.class);
			assertThat(keys.active().id()).isEqualTo("session-1");
			for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
				String path = (String) map(map(this.container, probe), "httpGet").get("path");
				assertThat(new TestBrowser(port(application)).get(path).status()).as(probe).isEqualTo(200);
			}
			volume.write("sessions.p12", keyStore("session-1", "session-2"));
			await(keys, "session-2");
			assertThat(keys.active().id()).isEqualTo("session-1");
			this.clock.advance(Duration.ofMinutes(11));
			assertThat(keys.active().id()).isEqualTo("session-2");
			// the second time the former directory is gone
			volume.write("sessions.p12", keyStore("session-1", "session-2", "session-3"));
			await(keys, "session-3");
		}
	}

	@Test
	void timeToStopIsEnough() {
		Map<String, Object> sleep = map(map(map(this.container, "lifecycle"), "preStop"), "sleep");
		String application = (String) map(this.configMap, "data").get("application.yml");
		assertThat(application).contains("timeout-per-shutdown-phase: 20s");
		assertThat((Integer) this.pod.get("terminationGracePeriodSeconds"))
			.isGreaterThan((Integer) sleep.get("seconds") + 20 + 5);
	}

	@Test
	void directoryOfTheKeysIsMountedAlone() {
		assertThat(list(this.container, "volumeMounts"))
			.allSatisfy((mount) -> assertThat(mount).doesNotContainKey("subPath"))
			.extracting((mount) -> mount.get("mountPath"))
			.doesNotHaveDuplicates();
	}

	private Path mount(String volume) throws Exception {
		return Files.createDirectories(mountPath(volume));
	}

	private Path mountPath(String volume) {
		String path = list(this.container, "volumeMounts").stream()
			.filter((mount) -> mount.get("name").equals(volume))
			.map((mount) -> (String) mount.get("mountPath"))
			.findFirst()
			.orElseThrow();
		return this.root.resolve(path.substring(1));
	}

	private ConfigurableApplicationContext start() throws Exception {
		String properties = (String) map(this.configMap, "data").get("application.yml");
		Files.writeString(mount("config").resolve("application.yml"),
				properties.replace("file:/etc/", "file:%s/etc/".formatted(this.root)));
		SpringApplication application = new SpringApplication(Application.class);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("clock", this.clock));
		return application.run("--server.port=0", "--spring.main.banner-mode=off",
				"--spring.config.additional-location=file:%s/".formatted(mountPath("config")),
				"--KEYSTORE_PASSWORD=" + PASSWORD, "--spring.ssl.bundle.watch.file.quiet-period=100ms",
				"--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());
	}

	private static int port(ConfigurableApplicationContext application) {
		return ((WebServerApplicationContext) application).getWebServer().getPort();
	}

	private static void await(SessionKeys keys, String id) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> keys.findById(id) != null);
	}

	private static byte[] keyStore(String... aliases) throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		for (String alias : aliases) {
			keyStore.setEntry(alias, new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[32], "AES")),
					new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
		}
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		keyStore.store(content, PASSWORD.toCharArray());
		return content.toByteArray();
	}

	private static Map<String, Object> manifest(String kind) {
		return DocumentedYaml.of("kubernetes.md")
			.documents()
			.filter((document) -> kind.equals(document.get("kind")))
			.findFirst()
			.orElseThrow();
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> map(Map<String, Object> map, String name) {
		return (Map<String, Object>) map.get(name);
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> list(Map<String, Object> map, String name) {
		return (List<Map<String, Object>>) map.get(name);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		SecurityFilterChain permitAll(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

}
