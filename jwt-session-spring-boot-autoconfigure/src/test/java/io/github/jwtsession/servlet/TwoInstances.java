package io.github.jwtsession.servlet;

import java.util.List;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Two instances of an application that run as long as the tests of a class. They share
 * what the application makes anew in each of them, a key for instance, and nothing else.
 */
final class TwoInstances implements BeforeAllCallback, AfterAllCallback {

	private final Class<?> application;

	private List<ServletWebServerApplicationContext> instances = List.of();

	TwoInstances(Class<?> application) {
		this.application = application;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.instances = List.of(start(this.application), start(this.application));
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.instances.forEach(ConfigurableApplicationContext::close);
	}

	ServletWebServerApplicationContext one() {
		return this.instances.get(0);
	}

	ServletWebServerApplicationContext two() {
		return this.instances.get(1);
	}

	/**
	 * Start one more instance of an application, to be closed by the caller.
	 * @param application the application
	 * @param properties default properties, each a name and a value
	 */
	static ServletWebServerApplicationContext start(Class<?> application, String... properties) {
		return (ServletWebServerApplicationContext) new SpringApplicationBuilder(application)
			.properties("server.port=0")
			.properties(properties)
			.run();
	}

	static int port(ServletWebServerApplicationContext instance) {
		return instance.getWebServer().getPort();
	}

}
