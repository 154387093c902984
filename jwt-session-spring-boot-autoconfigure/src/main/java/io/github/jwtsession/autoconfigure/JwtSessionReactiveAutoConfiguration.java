package io.github.jwtsession.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that says what it does not do: a
 * reactive application has added the starter, and keeps the sessions that it had.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "jwt.session.enabled", matchIfMissing = true)
public final class JwtSessionReactiveAutoConfiguration {

	private static final Log logger = LogFactory.getLog(JwtSessionReactiveAutoConfiguration.class);

	JwtSessionReactiveAutoConfiguration() {
		logger.warn("JWT sessions have no effect: they are for servlet applications, and this one is reactive. Remove "
				+ "the starter, or set 'jwt.session.enabled' to 'false' to have this line no more.");
	}

}
