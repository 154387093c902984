package io.github.jwtsession.smoke;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter of Spring Security, and the developer tools: a session survives a restart
 * though no key is configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class DevToolsTests {

	@TempDir
	private Path project;

	private Path classes;

	@BeforeEach
	void compile() throws Exception {
		this.classes = Files.createDirectories(this.project.resolve("target/classes"));
	}

	@Test
	void sessionSurvivesARestart(CapturedOutput output) throws Exception {
		TestBrowser browser;
		try (ServletWebServerApplicationContext application = start(this.classes)) {
			browser = new TestBrowser(application.getWebServer().getPort());
			assertThat(browser.get("/visits").body()).isEqualTo("1");
		}
		Path key = this.project.resolve("target/jwt-session-development.key");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
		try (ServletWebServerApplicationContext application = start(this.classes)) {
			assertThat(browser.at(application.getWebServer().getPort()).get("/visits").body()).isEqualTo("2");
		}
		Files.writeString(key, "no key");
		try (ServletWebServerApplicationContext application = start(this.classes)) {
			assertThat(browser.at(application.getWebServer().getPort()).get("/visits").body()).isEqualTo("1");
		}
		assertThat(output)
			.contains("No session key is configured: while this application is developed, the one in " + key)
			.doesNotContain(Files.readString(key).strip().split(" ")[1])
			.doesNotContain("a random one is used");
	}

	@Test
	void thereIsNoSuchKeyWithoutABuildDirectory(CapturedOutput output) throws Exception {
		start(Files.createDirectories(this.project.resolve("bin/main"))).close();
		assertThat(output).contains("a random one is used");
		try (Stream<Path> files = Files.walk(this.project)) {
			assertThat(files).noneMatch((file) -> file.toString().endsWith(".key"));
		}
	}

	private static ServletWebServerApplicationContext start(Path classes) throws Exception {
		ClassLoader restarting = new RestartClassLoader(DevToolsTests.class.getClassLoader(),
				new URL[] { classes.toUri().toURL() });
		return (ServletWebServerApplicationContext) new SpringApplicationBuilder(Application.class)
			.resourceLoader(new DefaultResourceLoader(restarting))
			.properties("server.port=0")
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(VisitController.class)
	static class Application {

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@RestController
	static class VisitController {

		@GetMapping("/visits")
		int visits(HttpSession session) {
			Integer visits = (Integer) session.getAttribute("visits");
			session.setAttribute("visits", (visits != null) ? visits + 1 : 1);
			return (int) session.getAttribute("visits");
		}

	}

}
