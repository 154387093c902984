package io.github.jwtsession.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Explains secrets that cannot be bound, before Spring Boot does, which prints the value.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class SecretsBindFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	private static final ConfigurationPropertyName SECRETS = ConfigurationPropertyName.of("jwt.session.secrets");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		ConfigurationPropertyName name = cause.getName();
		if (!SECRETS.equals(name) && !SECRETS.isAncestorOf(name)) {
			return null;
		}
		return new FailureAnalysis(
				"'%s' cannot be read: it has to have a key, or a list of keys, for each name.".formatted(SECRETS),
				"Set 'jwt.session.secrets.main', the environment variable JWT_SESSION_SECRETS_MAIN for instance. "
						+ "Another name than 'main' will do as well, but in an environment variable no number.",
				cause);
	}

}
