package io.github.jwtsession.overflow;

import io.github.jwtsession.TestBrowser;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a login that stands in the store: a request that does not read it does not
 * ask for it, whatever else it changes.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		classes = { OverflowLoginTests.Application.class, OverflowLoginInStoreTests.MorePages.class },
		properties = { "jwt.session.overflow.cache-size=0", "jwt.session.max-size=6KB",
				"spring.mvc.publish-request-handled-events=false" })
class OverflowLoginInStoreTests {

	@LocalServerPort
	private int port;

	@Autowired
	private MemoryOverflowStore store;

	@AfterEach
	void switchOn() {
		this.store.setOff(false);
	}

	@Test
	void requestThatRemovesSomethingElseDoesNotAskTheStoreForTheLogin() {
		TestBrowser browser = new TestBrowser(this.port);
		browser.get("/log-in?authorities=150");
		browser.get("/set-other");
		int gets = this.store.gets();
		browser.get("/set-other");
		assertThat(this.store.gets()).isEqualTo(gets);
		assertThat(browser.get("/remove-other").status()).isEqualTo(200);
		assertThat(this.store.gets()).isEqualTo(gets);
	}

	@Test
	void requestThatRemovesSomethingElseWorksWhileTheStoreIsAway() {
		TestBrowser browser = new TestBrowser(this.port);
		browser.get("/log-in?authorities=150");
		browser.get("/set-other");
		this.store.setOff(true);
		assertThat(browser.get("/set-other").status()).isEqualTo(200);
		assertThat(browser.get("/remove-other").status()).isEqualTo(200);
	}

	@RestController
	static class MorePages {

		private int count;

		@GetMapping("/set-other")
		String set(HttpSession session) {
			session.setAttribute("other", this.count++);
			return "set";
		}

		@GetMapping("/remove-other")
		String remove(HttpSession session) {
			session.removeAttribute("other");
			return "removed";
		}

	}

}
