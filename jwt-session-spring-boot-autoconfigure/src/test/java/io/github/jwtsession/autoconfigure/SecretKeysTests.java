package io.github.jwtsession.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.util.Base64URL;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyStatus;
import io.github.jwtsession.key.SessionKeyStatus.State;
import io.github.jwtsession.key.SessionKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.session.autoconfigure.SessionAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys of {@code jwt.session.secrets}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretKeysTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final String ONE = base64(1, 32);

	private static final String TWO = base64(2, 32);

	private static final String THREE = base64(3, 32);

	private final MutableClock clock = new MutableClock(NOON);

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withBean(Clock.class, () -> this.clock)
		.withConfiguration(
				AutoConfigurations.of(JwtSessionAutoConfiguration.class, JwtSessionRevocationAutoConfiguration.class,
						JwtSessionServletAutoConfiguration.class, SessionAutoConfiguration.class));

	@TempDir
	private Path directory;

	private static String base64(int value, int length) {
		byte[] bytes = new byte[length];
		bytes[0] = (byte) value;
		bytes[length - 1] = (byte) 0xff;
		return Base64.getEncoder().encodeToString(bytes);
	}

	/**
	 * The name of a key that has none: the beginning of its thumbprint (RFC 7638).
	 */
	private static String id(String base64) throws Exception {
		byte[] bytes = Base64.getMimeDecoder().decode(base64);
		return new OctetSequenceKey.Builder(Base64URL.encode(bytes)).build()
			.computeThumbprint()
			.toString()
			.substring(0, 8);
	}

	@Test
	void oneEnvironmentVariableIsEnough() {
		withEnvironment(Map.of("JWT_SESSION_SECRETS_MAIN", ONE)).run((context) -> {
			assertThat(context).hasNotFailed();
			SessionKeys keys = context.getBean(SessionKeys.class);
			assertThat(keys.active().id()).isEqualTo(id(ONE));
			assertThat(keys.active().secret().getEncoded()).isEqualTo(Base64.getDecoder().decode(ONE));
			assertThat(keys.status()).hasSize(1);
		});
	}

	@Test
	void aVariableHasNoRoomForTheHyphensOfItsName() {
		withEnvironment(Map.of("JWT_SESSION_SECRETS_SESSIONKEY", ONE, "JWT_SESSION_SECRETS_OTHER", TWO))
			.withPropertyValues("jwt.session.secret-id=session-key")
			.run((context) -> assertThat(context.getBean(SessionKeys.class).active().id()).isEqualTo(id(ONE)));
	}

	@Test
	void aVariableMayHoldSeveralKeys() {
		withEnvironment(Map.of("JWT_SESSION_SECRETS_MAIN", TWO + "," + ONE)).run((context) -> {
			SessionKeys keys = context.getBean(SessionKeys.class);
			assertThat(keys.active().id()).isEqualTo(id(TWO));
			assertThat(keys.findById(id(ONE))).isNotNull();
		});
	}

	@Test
	void aVariableMayHoldTheLinesOfAFile() {
		withEnvironment(Map.of("JWT_SESSION_SECRETS_MAIN", TWO + "\n" + ONE + "\n"))
			.run((context) -> assertThat(ids(context.getBean(SessionKeys.class))).containsExactly(id(TWO), id(ONE)));
	}

	@Test
	void aVariableOverridesASecretOfAFileWhoseNameHasAHyphen() {
		withEnvironment(Map.of("JWT_SESSION_SECRETS_MYAPP", TWO))
			.withPropertyValues("jwt.session.secrets.my-app=" + ONE)
			.run((context) -> assertThat(context.getBean(SessionKeys.class).active().id()).isEqualTo(id(TWO)));
	}

	@Test
	void namesInOtherScriptsAreDifferent() {
		this.contextRunner
			.withPropertyValues("jwt.session.secrets[\u00e4]=" + ONE, "jwt.session.secrets[\u00f6]=" + TWO,
					"jwt.session.secret-id=\u00f6")
			.run((context) -> assertThat(context.getBean(SessionKeys.class).active().id()).isEqualTo(id(TWO)));
	}

	private WebApplicationContextRunner withEnvironment(Map<String, Object> variables) {
		return this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-_-_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
			"+/+/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", " +/+/AAAAAAAAAAAAAAAAAA AAAAAAAAAAAAAAAAAAAAA=\n" })
	void base64MayBeWrittenEitherWay(String secret) {
		this.contextRunner.withPropertyValues("jwt.session.secrets.main=" + secret)
			.run((context) -> assertThat(context.getBean(SessionKeys.class).active().secret().getEncoded())
				.startsWith(0xfb, 0xff, 0xbf, 0));
	}

	@Test
	void filesOfKeysInBase64HoldOneALine() throws Exception {
		withFile("keys", "\n" + TWO + "\n" + ONE + "\n\n")
			.run((context) -> assertThat(ids(context.getBean(SessionKeys.class))).containsExactly(id(TWO), id(ONE)));
	}

	@Test
	void longKeysTakeSeveralLines() throws Exception {
		String first = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(new byte[64]);
		String second = Base64.getMimeEncoder(76, new byte[] { '\n' })
			.encodeToString(Base64.getDecoder().decode(base64(2, 64)));
		withFile("keys", first + "\n" + second + "\n").withPropertyValues("jwt.session.encryption-method=A256CBC-HS512")
			.run((context) -> assertThat(ids(context.getBean(SessionKeys.class))).containsExactly(id(first),
					id(second)));
	}

	@Test
	void aJwkKeepsItsName() throws Exception {
		withFile("key.jwk", "{\"kty\":\"oct\",\"kid\":\"2026-01\",\"k\":\"%s\"}".formatted(url(ONE)))
			.run((context) -> assertThat(ids(context.getBean(SessionKeys.class))).containsExactly("2026-01"));
	}

	@Test
	void whatElseAJwkSetHoldsIsPassedOver() throws Exception {
		withFile("keys.jwks", """
				{"keys": [
				  {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
				   "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
				  {"kty":"oct","use":"sig","k":"%1$s"},
				  {"kty":"oct","key_ops":["sign"],"k":"%1$s"},
				  {"kty":"oct","alg":"HS256","k":"%1$s"},
				  {"kty":"future"},
				  {"kty":"oct","use":"enc","alg":"A256GCM","key_ops":["encrypt","decrypt"],"kid":"b","k":"%2$s"},
				  {"kty":"oct","alg":"dir","k":"%3$s"}
				]}
				""".formatted(url(THREE), url(TWO), url(ONE)))
			.run((context) -> assertThat(ids(context.getBean(SessionKeys.class))).containsExactly("b", id(ONE)));
	}

	@Test
	void aByteOrderMarkDoesNotCount() throws Exception {
		withFile("keys", "\uFEFF" + ONE)
			.run((context) -> assertThat(ids(context.getBean(SessionKeys.class))).containsExactly(id(ONE)));
	}

	@Test
	void aSingleJwkMayHaveAnyName() throws Exception {
		withFile("key.jwk", "{\"kty\":\"oct\",\"kid\":\"keys\",\"k\":\"%s\"}".formatted(url(ONE)))
			.run((context) -> assertThat(ids(context.getBean(SessionKeys.class))).containsExactly("keys"));
	}

	@Test
	void theFirstKeyIsActiveSinceItsFileHasChanged() throws Exception {
		WebApplicationContextRunner runner = withFile("keys", TWO + "\n" + ONE);
		Files.setLastModifiedTime(this.directory.resolve("keys"), FileTime.from(NOON.minusSeconds(60)));
		runner.run((context) -> assertThat(context.getBean(SessionKeys.class).status()).containsExactly(
				new SessionKeyStatus(id(TWO), State.ACTIVE, NOON.minusSeconds(60)),
				new SessionKeyStatus(id(ONE), State.VALID, null)));
	}

	@Test
	void aNewFirstKeyEncryptsWhenAllInstancesHaveSeenIt() throws Exception {
		withFile("keys", ONE).withPropertyValues("jwt.session.secret-files.activation-delay=2m").run((context) -> {
			WatchedSessionKeys keys = context.getBean(WatchedSessionKeys.class);
			assertThat(keys.active().id()).isEqualTo(id(ONE));
			change(keys, TWO + "\n" + ONE);
			assertThat(keys.active().id()).isEqualTo(id(ONE));
			assertThat(keys.findById(id(TWO))).isNotNull();
			assertThat(keys.status()).contains(new SessionKeyStatus(id(TWO), State.SCHEDULED, NOON.plusSeconds(120)));
			this.clock.advance(Duration.ofMinutes(2));
			assertThat(keys.active().id()).isEqualTo(id(TWO));
			change(keys, THREE + "\n" + TWO);
			assertThat(keys.active().id()).isEqualTo(id(TWO));
			assertThat(keys.findById(id(ONE))).isNull();
		});
	}

	@Test
	void aKnownKeyThatBecomesTheFirstEncryptsAtOnce() throws Exception {
		withFile("keys", ONE + "\n" + TWO).run((context) -> {
			WatchedSessionKeys keys = context.getBean(WatchedSessionKeys.class);
			change(keys, TWO + "\n" + ONE);
			assertThat(keys.active().id()).isEqualTo(id(TWO));
		});
	}

	@Test
	void aBrokenFileLeavesTheFormerKeysInForceAndIsReportedOnce(CapturedOutput output) throws Exception {
		withFile("keys", ONE).run((context) -> {
			WatchedSessionKeys keys = context.getBean(WatchedSessionKeys.class);
			change(keys, "c2hvcnQ=");
			keys.look();
			assertThat(keys.active().id()).isEqualTo(id(ONE));
			assertThat(output).containsOnlyOnce("Session keys were not reloaded, the former ones stay in force.")
				.doesNotContain("c2hvcnQ");
			Files.delete(this.directory.resolve("keys"));
			keys.look();
			assertThat(keys.active().id()).isEqualTo(id(ONE));
			assertThat(output).containsOnlyOnce("which does not exist");
			change(keys, TWO);
			assertThat(keys.active().id()).isEqualTo(id(TWO));
		});
	}

	@Test
	void aFileThatIsReplacedByWayOfALinkIsNoticed() throws Exception {
		Path mount = Files.createDirectory(this.directory.resolve("mount"));
		publish(mount, "..2026_01", ONE);
		Files.createSymbolicLink(mount.resolve("main"), Path.of("..data/main"));
		this.contextRunner.withPropertyValues("jwt.session.secrets.main=file:" + mount.resolve("main"))
			.run((context) -> {
				WatchedSessionKeys keys = context.getBean(WatchedSessionKeys.class);
				publish(mount, "..2026_02", TWO);
				keys.look();
				assertThat(keys.active().id()).isEqualTo(id(TWO));
			});
	}

	/**
	 * As Kubernetes changes what is mounted of a secret.
	 */
	private static void publish(Path mount, String version, String content) throws Exception {
		Files.writeString(Files.createDirectory(mount.resolve(version)).resolve("main"), content);
		Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(version));
		Files.move(link, mount.resolve("..data"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
	}

	@Test
	void filesAreNotWatchedIfConfiguredSo() throws Exception {
		withFile("keys", ONE).withPropertyValues("jwt.session.secret-files.reload-interval=0")
			.run((context) -> assertThat(context).doesNotHaveBean(WatchedSessionKeys.class));
	}

	@Test
	void keysAreShownNowhere() throws Exception {
		withFile("keys", TWO + "\n" + ONE).run((context) -> {
			SessionKeys keys = context.getBean(SessionKeys.class);
			assertThat(keys.toString() + keys.active() + keys.status()).contains(id(TWO)).doesNotContain(TWO, ONE);
		});
	}

	private WebApplicationContextRunner withFile(String name, String content) throws Exception {
		Path file = Files.writeString(this.directory.resolve(name), content);
		return this.contextRunner.withPropertyValues("jwt.session.secrets.main=file:" + file);
	}

	private void change(WatchedSessionKeys keys, String content) throws Exception {
		Files.writeString(this.directory.resolve("keys"), content);
		keys.look();
	}

	private static List<String> ids(SessionKeys keys) {
		SessionKey active = keys.active();
		List<String> ids = keys.status().stream().map(SessionKeyStatus::id).toList();
		assertThat(ids.get(0)).isEqualTo(active.id());
		return ids;
	}

	private static String url(String base64) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Base64.getDecoder().decode(base64));
	}

}
