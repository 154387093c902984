package io.github.jwtsession.autoconfigure;

import java.time.Clock;

import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKeyException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Explains why Spring Boot could not make the SSL bundle that holds the keys: with
 * 'reload-on-update' that fails before anybody asks for the keys.
 */
final class SslBundleFailureAnalyzer implements FailureAnalyzer {

	private static final String REGISTRY = "sslBundleRegistry";

	private final Environment environment;

	SslBundleFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BeanCreationException creation && REGISTRY.equals(creation.getBeanName())) {
				return analyzeBundle(creation);
			}
		}
		return null;
	}

	private @Nullable FailureAnalysis analyzeBundle(BeanCreationException failure) {
		JwtSessionProperties properties = Binder.get(this.environment)
			.bindOrCreate("jwt.session", JwtSessionProperties.class);
		TokenFormat format = new TokenFormat(properties.getEncryptionMethod(), properties.getKeyManagement(), false);
		SessionKeyException fault = new SessionKeysFactory(properties, format, this.environment, Clock.systemUTC(),
				new DefaultResourceLoader())
			.findBundleFault();
		return (fault != null) ? new FailureAnalysis(fault.getMessage(), fault.getRemedy(), failure) : null;
	}

}
