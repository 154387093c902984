package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.hibernate.HibernateTypes;
import io.github.jwtsession.session.SessionExchanges;
import org.hibernate.collection.spi.PersistentCollection;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of Hibernate: entities as
 * attributes.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class)
@ConditionalOnClass(PersistentCollection.class)
@ConditionalOnBean(SessionExchanges.class)
public final class JwtSessionHibernateAutoConfiguration {

	@Bean
	HibernateTypes jwtSessionHibernateTypes() {
		return new HibernateTypes();
	}

}
