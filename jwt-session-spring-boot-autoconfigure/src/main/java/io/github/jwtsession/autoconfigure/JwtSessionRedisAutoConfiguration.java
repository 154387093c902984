package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.autoconfigure.JwtSessionProperties.Revocation.Store;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.redis.RedisRevocationStore;
import io.github.jwtsession.revocation.shared.RevocationStore;
import io.github.jwtsession.session.SessionLifetime;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of revocations that instances share
 * through Redis.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class, before = JwtSessionRevocationAutoConfiguration.class)
@ConditionalOnClass(StringRedisTemplate.class)
@ConditionalOnProperty(name = "jwt.session.revocation.store", havingValue = "redis")
@ConditionalOnBean(SessionLifetime.class)
@ConditionalOnMissingBean({ RevocationStore.class, RevocationRegistry.class })
public final class JwtSessionRedisAutoConfiguration {

	/**
	 * Closed by the registry that uses it, and by nobody else.
	 */
	@Bean(destroyMethod = "")
	RedisRevocationStore jwtSessionRevocationStore(ObjectProvider<RedisConnectionFactory> connectionFactories,
			JwtSessionProperties properties) {
		RedisConnectionFactory connectionFactory = connectionFactories.getIfUnique();
		if (connectionFactory == null) {
			throw JwtSessionRevocationAutoConfiguration.unusable(Store.REDIS,
					"there is no connection to Redis, or several of which none is primary",
					"Add 'org.springframework.boot:spring-boot-starter-data-redis' and configure "
							+ "'spring.data.redis.*', or define a RedisRevocationStore bean");
		}
		return new RedisRevocationStore(connectionFactory, properties.getRevocation().getRedis().getKey());
	}

}
