package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.key.SessionKeyException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong with the keys and what puts it right.
 */
final class SessionKeyFailureAnalyzer extends AbstractFailureAnalyzer<SessionKeyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SessionKeyException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getRemedy(), cause);
	}

}
