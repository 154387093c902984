package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.revocation.shared.RevocationStoreException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a start that failed over the store of revocations.
 */
final class RevocationStoreFailureAnalyzer extends AbstractFailureAnalyzer<RevocationStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RevocationStoreException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getRemedy(), cause);
	}

}
