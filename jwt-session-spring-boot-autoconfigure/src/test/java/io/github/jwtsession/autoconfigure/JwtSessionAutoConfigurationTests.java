package io.github.jwtsession.autoconfigure;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.github.jwtsession.JwtSession;
import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.attribute.AttributeJson;
import io.github.jwtsession.attribute.type.AttributeMapperCustomizer;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.session.JwtSessionRepository;
import io.github.jwtsession.session.SessionLifetime;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JacksonModule;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.SpringBootTestContextBootstrapper;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link JwtSessionAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class JwtSessionAutoConfigurationTests {

	@TempDir
	private static Path directory;

	private static Path keyStoreFile;

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class,
				JwtSessionRevocationAutoConfiguration.class, JwtSessionServletAutoConfiguration.class,
				JwtSessionWebMvcAutoConfiguration.class, JwtSessionSecurityAutoConfiguration.class,
				JwtSessionMetricsAutoConfiguration.class, SessionAutoConfiguration.class));

	@BeforeAll
	static void makeKeyStore() throws Exception {
		keyStoreFile = directory.resolve("jwtsessionkeystore.pkcs12");
		keytool("-genseckey", "-alias", "symmetric-key", "-keyalg", "HmacSHA512", "-keysize", "512");
		keytool("-genseckey", "-alias", "old-key", "-keyalg", "HmacSHA512", "-keysize", "512");
		keytool("-genseckey", "-alias", "aes-key", "-keyalg", "AES", "-keysize", "256");
		keytool("-genkeypair", "-alias", "key-pair", "-keyalg", "RSA", "-dname", "CN=test");
	}

	private static void keytool(String... arguments) throws Exception {
		File keytool = new File(System.getProperty("java.home"), "bin/keytool");
		ProcessBuilder process = new ProcessBuilder(keytool.getPath());
		process.command().addAll(List.of(arguments));
		process.command()
			.addAll(List.of("-keystore", keyStoreFile.toString(), "-storepass", "password", "-storetype", "pkcs12"));
		assertThat(process.redirectErrorStream(true).start().waitFor()).isZero();
	}

	@Test
	void replacesHttpSession() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(JwtSessionRepository.class)
			.hasSingleBean(SessionRepositoryFilter.class)
			.hasSingleBean(JwtSession.class)
			.hasBean("sessionRepositoryFilterRegistration"));
	}

	@Test
	void backsOffWhenDisabled() {
		this.contextRunner.withPropertyValues("jwt.session.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(SessionRepository.class)
				.doesNotHaveBean(SessionRepositoryFilter.class)
				.doesNotHaveBean(JwtSession.class));
	}

	@Test
	void backsOffWhenUserDefinesSessionRepository() {
		this.contextRunner.withUserConfiguration(UserRepository.class)
			.run((context) -> assertThat(context).hasSingleBean(MapSessionRepository.class)
				.doesNotHaveBean(JwtSessionRepository.class));
	}

	@Test
	void backsOffInAReactiveApplication() {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(JwtSessionRepository.class));
	}

	@Test
	void tellsAReactiveApplicationThatItHasNoEffect(CapturedOutput output) {
		new ReactiveWebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JwtSessionReactiveAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("JWT sessions have no effect");
	}

	@Test
	void backsOffWithoutWeb() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(JwtSessionAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(JwtSessionRepository.class));
	}

	@Test
	void usesSessionKeysOfTheUser(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(UserKeys.class)
			.run((context) -> assertThat(sealedWith(context)).isEqualTo("from-vault"));
		assertThat(output).doesNotContain("has no effect");
	}

	@Test
	void propertiesBesideSessionKeysOfTheUserAreWarnedAbout(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(UserKeys.class)
			.withPropertyValues("jwt.session.secret-id=ignored", "jwt.session.secrets.ignored=x",
					"jwt.session.keystore.type=x")
			.run((context) -> assertThat(sealedWith(context)).isEqualTo("from-vault"));
		assertThat(output)
			.containsOnlyOnce("'jwt.session.secret-id', 'jwt.session.secrets', 'jwt.session.keystore' has no effect");
	}

	@Test
	void keyIsNotRequiredIfConfiguredSo() {
		this.contextRunner.withPropertyValues("spring.profiles.active=prod", "jwt.session.require-key=false")
			.run((context) -> assertThat(sealedWith(context)).startsWith("random-"));
	}

	@Test
	void keyIsNotRequiredOfATestOnKubernetes() {
		this.contextRunner
			.withPropertyValues("spring.main.cloud-platform=kubernetes",
					SpringBootTestContextBootstrapper.class.getName() + "=true")
			.run((context) -> assertThat(sealedWith(context)).startsWith("random-"));
	}

	@Test
	void secretBesideTheKeyStoreInUseIsWarnedAbout(CapturedOutput output) {
		withKeyStore().withPropertyValues("jwt.session.secret-id=aes-key", "jwt.session.secrets.later=x")
			.run((context) -> assertThat(sealedWith(context)).isEqualTo("aes-key"));
		assertThat(output).containsOnlyOnce("'jwt.session.secrets' has no effect");
	}

	@Test
	void locationBesideTheKeyStoreOfTheUserIsWarnedAbout(CapturedOutput output) {
		withKeyStore().withUserConfiguration(UserKeyStore.class)
			.withPropertyValues("jwt.session.secret-id=aes-key")
			.run((context) -> assertThat(sealedWith(context)).isEqualTo("aes-key"));
		assertThat(output).containsOnlyOnce("'jwt.session.keystore.location' has no effect");
	}

	@ParameterizedTest
	@CsvSource({ "session-timeout=2h, absolute-timeout=1h, \"'jwt.session.absolute-timeout' of 3600s is below\"",
			"session-timeout=1m, skew-allowance=2m, \"'jwt.session.skew-allowance' of 120s is above\"" })
	void contradictingTimesAreWarnedAbout(String one, String other, String warning, CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session." + one, "jwt.session." + other)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(warning.replace("\"", ""));
	}

	@Test
	void usesKeyStoreOfTheUser() {
		this.contextRunner.withUserConfiguration(UserKeyStore.class)
			.withPropertyValues("jwt.session.secret-id=aes-key", "jwt.session.keystore.key-password=password")
			.run((context) -> assertThat(sealedWith(context)).isEqualTo("aes-key"));
	}

	@Test
	void leavesTheInjectionOfAKeyStoreByTypeToTheUser() {
		withKeyStore().withUserConfiguration(UserOfKeyStore.class)
			.withPropertyValues("jwt.session.secret-id=aes-key")
			.run((context) -> {
				assertThat(sealedWith(context)).isEqualTo("aes-key");
				assertThat(context.getBean(UserOfKeyStore.class).keyStore).isSameAs(context.getBean("tlsKeyStore"));
			});
	}

	@Test
	void startsWithoutWebMvcSecurityAndMicrometer() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet",
					"org.springframework.security.core", "org.springframework.security.web", "io.micrometer",
					"org.apache.catalina", "org.springframework.boot.tomcat"))
			.run((context) -> assertThat(context).hasSingleBean(JwtSessionRepository.class));
	}

	@Test
	void randomKeyIsWarnedAboutOnce(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(sealedWith(context)).startsWith("random-"));
		assertThat(output).containsOnlyOnce("Sessions will not survive a restart");
	}

	@ParameterizedTest
	@EnumSource(EncryptionMethod.class)
	void randomKeyFitsTheEncryptionMethod(EncryptionMethod method) {
		this.contextRunner.withPropertyValues("jwt.session.encryption-method=" + method.identifier())
			.run((context) -> assertThat(sealedWith(context)).startsWith("random-"));
	}

	@Test
	void readsTheKeyStoreOfTheDocumentedExample() {
		this.contextRunner.withSystemProperties("keystore.secret.id=cGFzc3dvcmQ=")
			.withPropertyValues("jwt.session.secret-id=jwt.session.encryption",
					"jwt.session.encryption-method=A256CBC-HS512", "jwt.session.cookie.name=IG",
					"jwt.session.keystore.location=file:" + keyStoreFile,
					"jwt.session.keystore.password-secret-id=keystore.secret.id",
					"jwt.session.keystore.mappings[jwt.session.encryption]=symmetric-key")
			.run((context) -> {
				assertThat(sealedWith(context)).isEqualTo("symmetric-key");
				assertThat(context.getBean(SessionCookies.class).getName()).isEqualTo("IG");
			});
	}

	@Test
	void secretIdWithoutMappingIsTheAlias() {
		withKeyStore().withPropertyValues("jwt.session.secret-id=aes-key")
			.run((context) -> assertThat(sealedWith(context)).isEqualTo("aes-key"));
	}

	@Test
	void firstAliasEncryptsAndAllDecrypt() {
		withKeyStore()
			.withPropertyValues("jwt.session.secret-id=s", "jwt.session.encryption-method=A256CBC-HS512",
					"jwt.session.keystore.mappings.s=symmetric-key,old-key")
			.run((context) -> {
				SessionKeys keys = context.getBean(SessionKeys.class);
				assertThat(keys.active().id()).isEqualTo("symmetric-key");
				assertThat(keys.findById("old-key")).isNotNull();
				assertThat(keys.findById("aes-key")).isNull();
			});
	}

	@Test
	void aliasesMayBeAPattern() {
		withKeyStore()
			.withPropertyValues("jwt.session.secret-id=s", "jwt.session.encryption-method=A256CBC-HS512",
					"jwt.session.keystore.mappings.s=symmetric-*")
			.run((context) -> assertThat(sealedWith(context)).isEqualTo("symmetric-key"));
	}

	@Test
	void keysAreTakenFromAnSslBundleAndReadAgainWhenItIsUpdated() throws Exception {
		KeyStore first = keyStore("session-1");
		KeyStore second = keyStore("session-2");
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("sessions",
				SslBundle.of(SslStoreBundle.of(first, "password", null)));
		this.contextRunner.withBean(SslBundles.class, () -> bundles)
			.withPropertyValues("jwt.session.secret-id=s", "jwt.session.keystore.ssl-bundle=sessions",
					"jwt.session.keystore.mappings.s=session-*")
			.run((context) -> {
				assertThat(sealedWith(context)).isEqualTo("session-1");
				bundles.updateBundle("sessions", SslBundle.of(SslStoreBundle.of(second, "password", null)));
				assertThat(sealedWith(context)).isEqualTo("session-2");
				bundles.updateBundle("sessions", SslBundle.of(SslStoreBundle.of(keyStore("other"), "password", null)));
				assertThat(sealedWith(context)).isEqualTo("session-2");
			});
	}

	private static KeyStore keyStore(String alias) throws Exception {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		keyStore.load(null, null);
		keyStore.setKeyEntry(alias, new SecretKeySpec(new byte[32], "AES"), "password".toCharArray(), null);
		return keyStore;
	}

	@ParameterizedTest
	@ValueSource(strings = { "cookie.same-site=none", "cookie.partitioned=true", "cookie.name=__Secure-sid",
			"cookie.name=__Host-sid" })
	void cookieThatBrowsersRefuseStopsTheStart(String property) {
		this.contextRunner.withPropertyValues("jwt.session." + property, "jwt.session.cookie.secure=false")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("cookie.secure"));
	}

	@Test
	void timeoutFallsBackToSpringSessions() {
		this.contextRunner.run((context) -> assertThat(timeout(context)).hasMinutes(30));
		this.contextRunner.withPropertyValues("spring.session.timeout=5m")
			.run((context) -> assertThat(timeout(context)).hasMinutes(5));
		this.contextRunner.withPropertyValues("spring.session.timeout=5m", "jwt.session.session-timeout=120")
			.run((context) -> assertThat(timeout(context)).hasMinutes(2));
	}

	private static Duration timeout(AssertableWebApplicationContext context) {
		return context.getBean(JwtSessionRepository.class).createSession().getMaxInactiveInterval();
	}

	@Test
	void longTimeoutIsCutAndWarnedAbout(CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session.session-timeout=4000d")
			.run((context) -> assertThat(timeout(context)).hasDays(3650));
		assertThat(output).contains("4000 days is cut to 3650 days");
	}

	@Test
	void maxSizeFallsBackToTheServersHeaderLimits() {
		this.contextRunner.run((context) -> assertThat(maxSize(context)).isEqualTo(6144));
		this.contextRunner.withPropertyValues("server.max-http-request-header-size=32KB")
			.run((context) -> assertThat(maxSize(context)).isEqualTo(6144));
		this.contextRunner
			.withPropertyValues("server.max-http-request-header-size=32KB",
					"server.tomcat.max-http-response-header-size=16KB")
			.run((context) -> assertThat(maxSize(context)).isEqualTo(12288));
		this.contextRunner.withPropertyValues("jwt.session.max-size=3KB")
			.run((context) -> assertThat(maxSize(context)).isEqualTo(3072));
	}

	@Test
	void contradictingHeaderLimitsAreWarnedAboutOnce(CapturedOutput output) {
		this.contextRunner.withPropertyValues("server.max-http-request-header-size=32KB")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Requests may have headers of 32768 bytes, responses of 8192");
	}

	@Test
	void equalHeaderLimitsAreNotWarnedAbout(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("server.max-http-request-header-size=32KB",
					"server.tomcat.max-http-response-header-size=32KB")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Requests may have headers");
	}

	@Test
	void maxSizeBeyondTheServersLimitsIsWarnedAbout(CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session.max-size=7KB")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("'jwt.session.max-size' is 7168 bytes");
	}

	private static int maxSize(AssertableWebApplicationContext context) {
		return context.getBean(SessionCookies.class).getMaxSize();
	}

	@Test
	void cookiesLookAsConfigured() {
		this.contextRunner
			.withPropertyValues("jwt.session.cookie.domain=example.com", "jwt.session.cookie.path=/shop",
					"jwt.session.cookie.http-only=false", "jwt.session.cookie.secure=true",
					"jwt.session.cookie.same-site=strict", "jwt.session.cookie.partitioned=true",
					"server.servlet.session.cookie.domain=other.com", "server.servlet.session.cookie.same-site=none")
			.run((context) -> assertThat(cookie(context))
				.isEqualTo("jwt-session=t; Path=/shop; Domain=example.com; Secure; Partitioned; SameSite=Strict"));
	}

	@Test
	void cookiesFallBackToTheServers() {
		this.contextRunner
			.withPropertyValues("server.servlet.session.cookie.domain=example.com",
					"server.servlet.session.cookie.path=/shop", "server.servlet.session.cookie.http-only=false",
					"server.servlet.session.cookie.secure=true", "server.servlet.session.cookie.same-site=strict",
					"server.servlet.session.cookie.partitioned=true")
			.run((context) -> assertThat(cookie(context))
				.isEqualTo("jwt-session=t; Path=/shop; Domain=example.com; Secure; Partitioned; SameSite=Strict"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "jwt.session.cookie.secure=true", "server.servlet.session.cookie.secure=true" })
	void secureCookiesAreTheHostsAlone(String secure) {
		this.contextRunner.withPropertyValues(secure).run((context) -> {
			SessionCookies cookies = context.getBean(SessionCookies.class);
			assertThat(cookies.getName()).isEqualTo("__Host-jwt-session");
			assertThat(cookies.getSettings().path()).isEqualTo("/");
			assertThat(cookies.getSettings().formerName()).isEqualTo("jwt-session");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jwt.session.cookie.domain=example.com", "jwt.session.cookie.path=/shop",
			"jwt.session.cookie.name=jwt-session", "server.servlet.context-path=/shop",
			"server.servlet.session.cookie.domain=example.com", "jwt.session.cookie.secure=false" })
	void cookiesThatAreSetUpOtherwiseKeepTheirName(String property) {
		this.contextRunner.withPropertyValues("server.servlet.session.cookie.secure=true", property)
			.run((context) -> assertThat(context.getBean(SessionCookies.class).getName()).isEqualTo("jwt-session"));
	}

	@Test
	void absoluteTimeoutIsTwelveHoursUnlessASessionLastsLonger() {
		this.contextRunner.run((context) -> {
			SessionLifetime lifetime = context.getBean(SessionLifetime.class);
			assertThat(lifetime.absoluteTimeout()).isEqualTo(Duration.ofHours(12));
			assertThat(lifetime.absoluteYields()).isTrue();
		});
		this.contextRunner.withPropertyValues("jwt.session.absolute-timeout=3600").run((context) -> {
			SessionLifetime lifetime = context.getBean(SessionLifetime.class);
			assertThat(lifetime.absoluteTimeout()).isEqualTo(Duration.ofHours(1));
			assertThat(lifetime.absoluteYields()).isFalse();
		});
		this.contextRunner.withPropertyValues("jwt.session.absolute-timeout=none")
			.run((context) -> assertThat(context.getBean(SessionLifetime.class).absoluteTimeout()).isNull());
	}

	@Test
	void cookiesThatMustBeSecureAreSecure() {
		this.contextRunner.withPropertyValues("jwt.session.cookie.same-site=none")
			.run((context) -> assertThat(cookie(context))
				.isEqualTo("jwt-session=t; Path=/; Secure; HttpOnly; SameSite=None"));
		this.contextRunner.withPropertyValues("jwt.session.cookie.name=__Host-sid")
			.run((context) -> assertThat(cookie(context))
				.isEqualTo("__Host-sid=t; Path=/; Secure; HttpOnly; SameSite=Lax"));
	}

	@Test
	void persistenceIsAsConfigured() {
		this.contextRunner.run((context) -> assertThat(context.getBean(SessionCookies.class).isPersistent()).isFalse());
		this.contextRunner.withPropertyValues("jwt.session.persistent-cookie=true")
			.run((context) -> assertThat(context.getBean(SessionCookies.class).isPersistent()).isTrue());
	}

	@Test
	void nameOfTheServersCookieCounts() {
		this.contextRunner
			.withPropertyValues("server.servlet.session.cookie.name=shop", "server.servlet.session.cookie.secure=true")
			.run((context) -> {
				SessionCookies cookies = context.getBean(SessionCookies.class);
				assertThat(cookies.getName()).isEqualTo("shop");
				assertThat(cookies.getSettings().formerName()).isEqualTo("jwt-session");
			});
		this.contextRunner.withPropertyValues("server.servlet.session.cookie.name=shop", "jwt.session.cookie.name=sid")
			.run((context) -> {
				assertThat(context.getBean(SessionCookies.class).getName()).isEqualTo("sid");
				assertThat(context.getBean(SessionCookies.class).getSettings().formerName()).isNull();
			});
	}

	@Test
	void maxAgeOfTheServersCookieCounts() {
		this.contextRunner.withPropertyValues("server.servlet.session.cookie.max-age=1h").run((context) -> {
			SessionCookies cookies = context.getBean(SessionCookies.class);
			assertThat(cookies.isPersistent()).isTrue();
			assertThat(maxAge(cookies, Duration.ofHours(2))).isEqualTo(Duration.ofHours(1));
			assertThat(maxAge(cookies, Duration.ofMinutes(2))).isEqualTo(Duration.ofMinutes(2));
			assertThat(
					cookies.renewal(new CompactToken("t"), Duration.ofHours(2), new CookieScope("/", false)).maxAge())
				.isEqualTo(Duration.ofHours(1));
		});
	}

	@ParameterizedTest
	@CsvSource({ "-1, true, true", "-1, , false", "3600, false, false", "3600, true, true" })
	void persistenceIsAsConfiguredWithTheServersMaxAge(String maxAge, String persistent, boolean expected) {
		WebApplicationContextRunner runner = this.contextRunner
			.withPropertyValues("server.servlet.session.cookie.max-age=" + maxAge);
		runner = (persistent != null) ? runner.withPropertyValues("jwt.session.persistent-cookie=" + persistent)
				: runner;
		runner.run((context) -> assertThat(context.getBean(SessionCookies.class).isPersistent()).isEqualTo(expected));
	}

	@Test
	void maxAgeOfZeroIsRefused() {
		this.contextRunner.withPropertyValues("server.servlet.session.cookie.max-age=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("server.servlet.session.cookie.max-age"));
	}

	private static Duration maxAge(SessionCookies cookies, Duration wanted) {
		return cookies.split(new CompactToken("t"), 0, wanted, new CookieScope("/", false), Set.of()).get(0).maxAge();
	}

	private static String cookie(AssertableWebApplicationContext context) {
		return context.getBean(SessionCookies.class)
			.split(new CompactToken("t"), 0, null, new CookieScope("/", false), Set.of())
			.get(0)
			.header();
	}

	@Test
	void renewalAndTimeoutsAreAsConfigured() {
		this.contextRunner
			.withPropertyValues("jwt.session.session-timeout=1h", "jwt.session.renewal=fixed",
					"jwt.session.absolute-timeout=30m")
			.run((context) -> {
				JwtSession session = context.getBean(JwtSessionRepository.class).createSession();
				assertThat(Duration.between(session.getCreationTime(), session.getExpiresAt())).hasMinutes(30);
			});
	}

	@Test
	void jsonAloneIsStoredIfConfigured() {
		this.contextRunner.withPropertyValues("jwt.session.attributes.json-only=true")
			.run((context) -> assertThatExceptionOfType(UnsupportedAttributeException.class)
				.isThrownBy(() -> context.getBean(AttributeJson.class).write("a", Duration.ZERO)));
	}

	@Test
	void classesOfTrustedPackagesAreStored() {
		this.contextRunner.run((context) -> assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> context.getBean(AttributeJson.class).write("a", new Item("tea"))));
		this.contextRunner
			.withPropertyValues("jwt.session.attributes.trusted-packages=io.github.jwtsession.autoconfigure")
			.run((context) -> assertThat(context.getBean(AttributeJson.class).write("a", new Item("tea")))
				.isNotEmpty());
	}

	@Test
	void classesOfTheApplicationsPackagesAreStored() {
		this.contextRunner
			.withInitializer((context) -> AutoConfigurationPackages
				.register((BeanDefinitionRegistry) context.getBeanFactory(), "io.github.jwtsession.autoconfigure"))
			.run((context) -> assertThat(context.getBean(AttributeJson.class).write("a", new Item("tea")))
				.isNotEmpty());
	}

	@Test
	void attributesAreWrittenAsTheUserCustomizesThem() {
		AttributeMapperCustomizer withoutNulls = (builder) -> builder
			.changeDefaultPropertyInclusion((inclusion) -> inclusion.withValueInclusion(Include.NON_NULL));
		this.contextRunner
			.withPropertyValues("jwt.session.attributes.trusted-packages=io.github.jwtsession.autoconfigure")
			.withBean(AttributeMapperCustomizer.class, () -> withoutNulls)
			.run((context) -> assertThat(context.getBean(AttributeJson.class).write("a", new Item(null)))
				.asString(StandardCharsets.UTF_8)
				.endsWith("Item\":{}}"));
	}

	@Test
	void typesThatTheUserAddsAreStored() {
		AttributeTypeSupport support = new AttributeTypeSupport() {
			@Override
			public Map<String, Class<?>> aliases() {
				return Map.of("item", Item.class);
			}

			@Override
			public List<JacksonModule> modules() {
				return List.of();
			}
		};
		this.contextRunner.withBean(AttributeTypeSupport.class, () -> support)
			.run((context) -> assertThat(context.getBean(AttributeJson.class).write("a", new Item("tea")))
				.asString(StandardCharsets.UTF_8)
				.isEqualTo("{\"@item\":{\"name\":\"tea\"}}"));
	}

	record Item(String name) {
	}

	@Test
	void sessionsAreCompressedIfConfigured() {
		this.contextRunner.withPropertyValues("jwt.session.use-compression=true").run((context) -> {
			FilteredRequests requests = new FilteredRequests(context);
			String token = requests.begin("a", "x".repeat(5000));
			assertThat(token).hasSizeLessThan(500);
			String read = requests.read(token, (session) -> session.<String>getAttribute("a"));
			assertThat(read).hasSize(5000);
		});
	}

	@Test
	void compressionIsWarnedAbout(CapturedOutput output) {
		this.contextRunner.withPropertyValues("jwt.session.use-compression=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("'jwt.session.use-compression'");
	}

	@Test
	void rejectedTokensAreCounted() {
		withMetrics().run((context) -> {
			assertThat(new FilteredRequests(context).read("garbage", JwtSession::getId)).isNull();
			assertThat(context.getBean(MeterRegistry.class)
				.get("jwt.session.tokens.rejected")
				.tag("reason", "malformed")
				.counter()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void tokensAreCountedByKey() {
		withMetrics().withUserConfiguration(UserKeys.class).run((context) -> {
			assertThat(sealedWith(context)).isEqualTo("from-vault");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("jwt.session.tokens.sealed").tag("key", "from-vault").counter().count())
				.isEqualTo(1);
			assertThat(registry.get("jwt.session.tokens.opened").tag("key", "from-vault").counter().count())
				.isEqualTo(2);
		});
	}

	private WebApplicationContextRunner withMetrics() {
		return this.contextRunner.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));
	}

	private WebApplicationContextRunner withKeyStore() {
		return this.contextRunner.withPropertyValues("jwt.session.keystore.location=file:" + keyStoreFile,
				"jwt.session.keystore.password=password");
	}

	private static String sealedWith(AssertableWebApplicationContext context) throws Exception {
		assertThat(context).hasNotFailed();
		FilteredRequests requests = new FilteredRequests(context);
		String token = requests.begin("a", 1);
		assertThat(requests.read(token, JwtSession::getId)).isNotNull();
		return requests.read(token, JwtSession::getKeyId);
	}

	@Configuration(proxyBeanMethods = false)
	static class UserOfKeyStore {

		@Autowired
		private KeyStore keyStore;

		@Bean
		static KeyStore tlsKeyStore() throws Exception {
			return KeyStore.getInstance("pkcs12");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserRepository {

		@Bean
		MapSessionRepository sessionRepository() {
			return new MapSessionRepository(new HashMap<>());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserKeys {

		@Bean
		SessionKeys sessionKeys() {
			return SessionKeys.of(new SessionKey("from-vault", new SecretKeySpec(new byte[32], "AES")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserKeyStore {

		@Bean
		KeyStore jwtSessionKeyStore() throws Exception {
			return KeyStore.getInstance(keyStoreFile.toFile(), "password".toCharArray());
		}

	}

}
