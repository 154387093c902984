package io.github.jwtsession.chaos;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.session.data.redis.config.annotation.web.http.EnableRedisHttpSession;

/**
 * Spring Session with Redis as Spring Boot would configure it: its module for that was
 * not published for 4.1.0.
 */
@Configuration(proxyBeanMethods = false)
@EnableRedisHttpSession
@Profile("spring-redis")
class RedisSessionConfiguration {

}
