package io.github.jwtsession.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Lazy;
import org.springframework.session.SessionRepository;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that says who keeps the sessions of
 * an application that has turned JWT sessions off.
 */
@Lazy(false)
@AutoConfiguration
@ConditionalOnClass(SessionRepository.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBooleanProperty(name = "jwt.session.enabled", havingValue = false)
public final class JwtSessionDisabledAutoConfiguration {

	private static final Log logger = LogFactory.getLog(JwtSessionDisabledAutoConfiguration.class);

	JwtSessionDisabledAutoConfiguration(ListableBeanFactory beanFactory) {
		String[] repositories = beanFactory.getBeanNamesForType(SessionRepository.class, true, false);
		logger.info("JWT sessions are off ('jwt.session.enabled' is 'false'). Sessions are kept by "
				+ ((repositories.length == 0) ? "the servlet container"
						: "the SessionRepository '%s'".formatted(String.join("', '", repositories))));
	}

}
