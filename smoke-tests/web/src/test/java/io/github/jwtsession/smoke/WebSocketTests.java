package io.github.jwtsession.smoke;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.TestBrowser;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.session.web.socket.config.annotation.AbstractSessionWebSocketMessageBrokerConfigurer;
import org.springframework.session.web.socket.server.SessionRepositoryMessageInterceptor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.support.HttpSessionHandshakeInterceptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter of WebSocket: a handshake has the attributes of the session.
 */
@ExtendWith(OutputCaptureExtension.class)
class WebSocketTests {

	private static final String NO_DATA_SOURCE = "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	@Test
	void handshakeHasTheSession() throws Exception {
		try (ServletWebServerApplicationContext application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(
				Application.class)
			.properties("server.port=0", NO_DATA_SOURCE)
			.run()) {
			int port = application.getWebServer().getPort();
			TestBrowser browser = new TestBrowser(port);
			browser.get("/login");
			assertThat(greeting(port, browser.cookies())).isEqualTo("hello sam");
			assertThat(greeting(port, Map.of())).isEqualTo("hello null");
		}
	}

	/**
	 * Spring Session uses the session with each message, and asks for it by its id.
	 */
	@Test
	void messagesAreHandledThoughNoSessionIsKeptAliveByThem(CapturedOutput output) {
		try (ServletWebServerApplicationContext application = (ServletWebServerApplicationContext) new SpringApplicationBuilder(
				MessageBroker.class)
			.properties("server.port=0", NO_DATA_SOURCE)
			.run()) {
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create();
			Map<String, Object> attributes = new HashMap<>();
			SessionRepositoryMessageInterceptor.setSessionId(attributes, "an-id-and-no-token");
			headers.setSessionAttributes(attributes);
			Message<String> message = MessageBuilder.createMessage("hello", headers.getMessageHeaders());
			ChannelInterceptor interceptor = application.getBean(SessionRepositoryMessageInterceptor.class);
			assertThat(interceptor.preSend(message, application.getBean("clientInboundChannel", MessageChannel.class)))
				.isNotNull();
			assertThat(application.getBean(MeterRegistry.class).find("jwt.session.tokens.rejected").counters())
				.isNotEmpty()
				.allSatisfy((counter) -> assertThat(counter.count()).isZero());
		}
		assertThat(output).contains("Messages on a WebSocket do not keep a session alive");
	}

	private static String greeting(int port, Map<String, String> cookies) throws Exception {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.add("Cookie",
				cookies.entrySet()
					.stream()
					.map((it) -> it.getKey() + "=" + it.getValue())
					.collect(Collectors.joining("; ")));
		CompletableFuture<String> message = new CompletableFuture<>();
		WebSocketSession socket = new StandardWebSocketClient().execute(new TextWebSocketHandler() {
			@Override
			protected void handleTextMessage(WebSocketSession session, TextMessage text) {
				message.complete(text.getPayload());
			}
		}, headers, URI.create("ws://localhost:" + port + "/socket")).get(30, TimeUnit.SECONDS);
		try {
			return message.get(30, TimeUnit.SECONDS);
		}
		finally {
			socket.close();
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocket
	@Import(LoginController.class)
	static class Application implements WebSocketConfigurer {

		@Override
		public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
			registry.addHandler(new TextWebSocketHandler() {
				@Override
				public void afterConnectionEstablished(WebSocketSession session) throws Exception {
					session.sendMessage(new TextMessage("hello " + session.getAttributes().get("user")));
				}
			}, "/socket").addInterceptors(new HttpSessionHandshakeInterceptor());
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocketMessageBroker
	static class MessageBroker extends AbstractSessionWebSocketMessageBrokerConfigurer<JwtSession> {

		@Override
		protected void configureStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/messages");
		}

	}

	@RestController
	static class LoginController {

		@GetMapping("/login")
		void logIn(HttpSession session) {
			session.setAttribute("user", "sam");
		}

	}

}
