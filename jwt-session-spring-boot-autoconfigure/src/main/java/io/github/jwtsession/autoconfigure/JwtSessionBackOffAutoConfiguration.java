package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.session.SessionExchanges;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Lazy;
import org.springframework.session.SessionRepository;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that says why there are no JWT
 * sessions: the application keeps its sessions in a repository of its own.
 */
@Lazy(false)
@AutoConfiguration(after = JwtSessionAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty(name = "jwt.session.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(SessionExchanges.class)
@ConditionalOnBean(SessionRepository.class)
public final class JwtSessionBackOffAutoConfiguration {

	private static final Log logger = LogFactory.getLog(JwtSessionBackOffAutoConfiguration.class);

	JwtSessionBackOffAutoConfiguration(ListableBeanFactory beanFactory) {
		logger.warn(("JWT sessions have no effect: the application keeps its sessions in the SessionRepository '%s'. "
				+ "Remove it, and annotations such as '@EnableJdbcHttpSession' that bring one, or set "
				+ "'jwt.session.enabled' to 'false' to have this line no more.")
			.formatted(String.join("', '", beanFactory.getBeanNamesForType(SessionRepository.class, true, false))));
	}

}
