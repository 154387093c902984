package io.github.jwtsession.servlet;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * The same overlapping requests while revocations are shared through a database.
 */
@SpringBootTest(classes = ConcurrentRequestsTests.Application.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "jwt.session.revocation.store=jdbc", "jwt.session.revocation.poll-interval=10ms",
				"spring.datasource.url=jdbc:h2:mem:concurrent-requests" })
class ConcurrentRequestsWithSharedRevocationTests extends ConcurrentRequestsTests {

}
