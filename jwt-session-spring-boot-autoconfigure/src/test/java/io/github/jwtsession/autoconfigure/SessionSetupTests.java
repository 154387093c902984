package io.github.jwtsession.autoconfigure;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

import io.github.jwtsession.session.JwtSessionRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.Opcodes;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.session.web.http.CookieHttpSessionIdResolver;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.session.web.http.HeaderHttpSessionIdResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SessionSetup}, and for what else is said of Spring Session's parts
 * that an application brings along.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionSetupTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class,
				JwtSessionRevocationAutoConfiguration.class, JwtSessionServletAutoConfiguration.class,
				JwtSessionBackOffAutoConfiguration.class, SessionAutoConfiguration.class));

	@Test
	void nothingIsSaidOfWhatIsNotThere(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("no effect");
	}

	@Test
	void userInterfacesThatKeepViewsInTheSessionAreNamed(CapturedOutput output) {
		List<String> classes = List.of("jakarta.faces.webapp.FacesServlet",
				"org.springframework.webflow.execution.FlowExecution", "com.vaadin.flow.server.VaadinServlet",
				"org.apache.wicket.protocol.http.WicketFilter", "org.zkoss.zk.ui.http.DHtmlLayoutServlet");
		this.contextRunner.withClassLoader(new ClassesByName(classes))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("JSF, Spring Web Flow, Vaadin, Wicket, ZK on the classpath: ");
	}

	@Test
	void userInterfaceIsNamedAlone(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("on the classpath: ");
		this.contextRunner.withClassLoader(new ClassesByName(List.of("org.apache.wicket.protocol.http.WicketFilter")))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(" Wicket on the classpath: ");
	}

	@Test
	void idResolverOfHeadersIsNamed(CapturedOutput output) {
		this.contextRunner
			.withBean("byHeader", HeaderHttpSessionIdResolver.class, HeaderHttpSessionIdResolver::xAuthToken)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("'byHeader' has no effect on JWT sessions", "has no session");
	}

	@Test
	void idResolverOfCookiesIsNamed(CapturedOutput output) {
		this.contextRunner.withBean("byCookie", CookieHttpSessionIdResolver.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("'byCookie' has no effect on JWT sessions", "'jwt.session.cookie.*'");
	}

	@Test
	void cookieSerializerIsNamed(CapturedOutput output) {
		this.contextRunner.withBean("shopCookies", DefaultCookieSerializer.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("The CookieSerializer 'shopCookies' has no effect");
	}

	@ParameterizedTest
	@ValueSource(strings = { "url", "cookie,url", "SSL" })
	void trackingModesAreNamed(String modes, CapturedOutput output) {
		this.contextRunner.withPropertyValues("server.servlet.session.tracking-modes=" + modes)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("'server.servlet.session.tracking-modes' has no effect");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cookie", "COOKIE" })
	void trackingByCookieIsWhatHappens(String modes, CapturedOutput output) {
		this.contextRunner.withPropertyValues("server.servlet.session.tracking-modes=" + modes)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("no effect");
	}

	/**
	 * It would ask the repository for sessions by their id, and get none.
	 */
	@Test
	void filterOfSpringSessionStopsTheStart() {
		this.contextRunner.withUserConfiguration(SpringHttpSession.class).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = new SessionSetupFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("@EnableSpringHttpSession");
			assertThat(analysis.getAction()).contains("Remove '@EnableSpringHttpSession'");
		});
	}

	@Test
	void repositoryOfTheApplicationIsNamed(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(SpringHttpSession.class, OwnRepository.class)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(JwtSessionRepository.class));
		assertThat(output).contains("JWT sessions have no effect", "SessionRepository 'ownRepository'");
	}

	@Test
	void repositoryThatFindsSessionsByTheirUserIsExplained() {
		this.contextRunner.withUserConfiguration(Indexed.class).run((context) -> {
			assertThat(context).hasFailed();
			DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
			IndexedRepositoryFailureAnalyzer analyzer = new IndexedRepositoryFailureAnalyzer(beanFactory);
			assertThat(analyzer.analyze(context.getStartupFailure())).isNull();
			beanFactory.registerBeanDefinition("jwtSessionRepository",
					new RootBeanDefinition(JwtSessionRepository.class));
			FailureAnalysis analysis = analyzer.analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("FindByIndexNameSessionRepository");
			assertThat(analysis.getAction()).contains("revokePrincipal(name)");
			assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(String.class))).isNull();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableSpringHttpSession
	static class SpringHttpSession {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		@Bean
		MapSessionRepository ownRepository() {
			return new MapSessionRepository(new ConcurrentHashMap<>());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Indexed {

		@Autowired
		FindByIndexNameSessionRepository<MapSession> sessions;

	}

	/**
	 * Has classes of frameworks that are not there.
	 */
	private static final class ClassesByName extends ClassLoader {

		private final List<String> names;

		ClassesByName(List<String> names) {
			super(ClassesByName.class.getClassLoader());
			this.names = names;
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			if (!this.names.contains(name)) {
				throw new ClassNotFoundException(name);
			}
			ClassWriter writer = new ClassWriter(0);
			writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name.replace('.', '/'), null, "java/lang/Object", null);
			byte[] code = writer.toByteArray();
			return defineClass(name, code, 0, code.length);
		}

	}

}
