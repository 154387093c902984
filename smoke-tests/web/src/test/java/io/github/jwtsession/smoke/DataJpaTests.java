package io.github.jwtsession.smoke;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.session.JwtSessionRepository;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.session.SessionRepository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starters of JPA and of Spring Session's JDBC store: an entity is in the session,
 * the session is in no table, and that is said.
 */
@ExtendWith(OutputCaptureExtension.class)
class DataJpaTests {

	@Test
	void entityIsInTheSession(CapturedOutput output) {
		try (ServletWebServerApplicationContext application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(
				Application.class)
			.properties("server.port=0", "spring.datasource.generate-unique-name=true",
					"jwt.session.revocation.store=jdbc")
			.run()) {
			assertThat(application.getBean(SessionRepository.class)).isInstanceOf(JwtSessionRepository.class);
			TestBrowser browser = new TestBrowser(application.getWebServer().getPort());
			assertThat(browser.get("/choose").status()).isEqualTo(200);
			assertThat(browser.get("/chosen").body()).isEqualTo("cookie");
			browser.get("/end");
			assertThat(browser.get("/chosen").body()).isEqualTo("nothing");
		}
		assertThat(output).contains("'spring-session-jdbc' is on the classpath and has no effect");
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(ProductController.class)
	static class Application {

	}

	@RestController
	static class ProductController {

		private final EntityManager entityManager;

		ProductController(EntityManager entityManager) {
			this.entityManager = entityManager;
		}

		@GetMapping("/choose")
		@Transactional
		public void choose(HttpSession session) {
			session.setAttribute("product", this.entityManager.merge(new Product(1L, "cookie")));
		}

		@GetMapping("/chosen")
		public String chosen(HttpSession session) {
			return (session.getAttribute("product") instanceof Product product) ? product.name : "nothing";
		}

		@GetMapping("/end")
		public void end(HttpSession session) {
			session.invalidate();
		}

	}

	@Entity
	static class Product {

		@Id
		private Long id;

		private String name;

		Product() {
		}

		Product(Long id, String name) {
			this.id = id;
			this.name = name;
		}

	}

}
