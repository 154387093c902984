package io.github.jwtsession.servlet;

import io.github.jwtsession.overflow.AttributeOverflow;
import org.junit.jupiter.api.AfterEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same overlapping requests while all that they read and write overflows.
 */
@SpringBootTest(classes = ConcurrentRequestsTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "test.padding=20000", "jwt.session.overflow.store=jdbc", "jwt.session.overflow.cache-size=0",
				"spring.datasource.url=jdbc:h2:mem:concurrent-requests-overflow" })
class ConcurrentRequestsWithOverflowTests extends ConcurrentRequestsTests {

	@Autowired
	private AttributeOverflow overflow;

	@AfterEach
	void everythingStoodInTheStore() {
		assertThat(this.overflow.state().written()).isPositive();
		assertThat(this.overflow.state().misses()).isPositive();
		assertThat(this.overflow.state().lost()).isZero();
		assertThat(this.overflow.state().failures()).isZero();
	}

}
