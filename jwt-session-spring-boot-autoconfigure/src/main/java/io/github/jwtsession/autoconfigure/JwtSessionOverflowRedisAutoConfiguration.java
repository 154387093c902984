package io.github.jwtsession.autoconfigure;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.jwtsession.autoconfigure.JwtSessionProperties.Overflow.Store;
import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.overflow.redis.RedisOverflowStore;
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
 * {@link EnableAutoConfiguration Auto-configuration} of attributes that stand in Redis
 * since they do not fit into the session's cookies.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class, before = JwtSessionOverflowAutoConfiguration.class)
@ConditionalOnClass({ StringRedisTemplate.class, Caffeine.class })
@ConditionalOnProperty(name = "jwt.session.overflow.store", havingValue = "redis")
@ConditionalOnBean(SessionLifetime.class)
@ConditionalOnMissingBean(OverflowStore.class)
public final class JwtSessionOverflowRedisAutoConfiguration {

	@Bean
	RedisOverflowStore jwtSessionOverflowStore(ObjectProvider<RedisConnectionFactory> connectionFactories,
			JwtSessionProperties properties) {
		RedisConnectionFactory connectionFactory = connectionFactories.getIfUnique();
		if (connectionFactory == null) {
			throw JwtSessionOverflowAutoConfiguration.unusable(Store.REDIS,
					"there is no connection to Redis, or several of which none is primary",
					"Add 'org.springframework.boot:spring-boot-starter-data-redis' and configure "
							+ "'spring.data.redis.*', or define a RedisOverflowStore bean");
		}
		return new RedisOverflowStore(connectionFactory, properties.getOverflow().getRedis().getKeyPrefix());
	}

}
