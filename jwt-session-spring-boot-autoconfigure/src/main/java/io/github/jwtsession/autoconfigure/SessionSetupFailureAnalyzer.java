package io.github.jwtsession.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what JWT sessions do not work with, and what puts it right.
 */
final class SessionSetupFailureAnalyzer extends AbstractFailureAnalyzer<SessionSetupException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SessionSetupException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getRemedy(), cause);
	}

}
