package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.store.StoreConfigurationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a start that failed over a store that instances share.
 */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<StoreConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StoreConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getRemedy(), cause);
	}

}
