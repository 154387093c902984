package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.overflow.OverflowStoreException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a start that failed over the overflow store.
 */
final class OverflowStoreFailureAnalyzer extends AbstractFailureAnalyzer<OverflowStoreException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, OverflowStoreException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getRemedy(), cause);
	}

}
