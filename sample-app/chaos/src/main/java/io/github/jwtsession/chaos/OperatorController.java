package io.github.jwtsession.chaos;

import java.time.Duration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.session.SessionRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * What the script asks of an instance.
 */
@RestController
class OperatorController {

	private final SteppingClock clock;

	private final ObjectProvider<SessionRepository<?>> repository;

	OperatorController(SteppingClock clock, ObjectProvider<SessionRepository<?>> repository) {
		this.clock = clock;
		this.repository = repository;
	}

	/**
	 * Set the clock of this instance, to so many milliseconds ahead of the machine's.
	 */
	@PostMapping("/operator/clock")
	void setClock(@RequestParam long ahead) {
		this.clock.setOffset(Duration.ofMillis(ahead));
	}

	/**
	 * The class that keeps the sessions, as a check that it is the one that was asked
	 * for.
	 */
	@GetMapping("/operator/store")
	String store() {
		SessionRepository<?> sessions = this.repository.getIfAvailable();
		return (sessions != null) ? sessions.getClass().getSimpleName() : "container";
	}

}
