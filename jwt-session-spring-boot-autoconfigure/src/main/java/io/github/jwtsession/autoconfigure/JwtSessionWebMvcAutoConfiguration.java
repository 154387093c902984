package io.github.jwtsession.autoconfigure;

import java.util.List;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.mvc.JwtSessionArgumentResolver;
import io.github.jwtsession.mvc.SpringMvcTypes;
import io.github.jwtsession.session.SessionExchanges;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of Spring MVC: its types as
 * attributes, and {@link JwtSession} as an argument of handler methods.
 */
@AutoConfiguration(after = JwtSessionAutoConfiguration.class)
@ConditionalOnClass({ DispatcherServlet.class, WebMvcConfigurer.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnBean(SessionExchanges.class)
public final class JwtSessionWebMvcAutoConfiguration {

	@Bean
	SpringMvcTypes jwtSessionSpringMvcTypes() {
		return new SpringMvcTypes();
	}

	@Bean
	WebMvcConfigurer jwtSessionArgumentResolverConfigurer() {
		return new WebMvcConfigurer() {
			@Override
			public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
				resolvers.add(new JwtSessionArgumentResolver());
			}
		};
	}

}
