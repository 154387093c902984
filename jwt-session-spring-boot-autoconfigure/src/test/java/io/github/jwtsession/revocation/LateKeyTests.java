package io.github.jwtsession.revocation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.TestBrowser;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyStatus;
import io.github.jwtsession.key.SessionKeyStatus.State;
import io.github.jwtsession.key.SessionKeys;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an instance that reads a new key later than another one uses it.
 */
@ExtendWith(OutputCaptureExtension.class)
class LateKeyTests {

	private static final Key FIRST = new Key("session-1", Instant.parse("2026-01-01T00:00:00Z"));

	private static final Key SECOND = new Key("session-2", Instant.parse("2026-01-02T00:00:00Z"));

	private final String url = "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID();

	private final TestKeys keysOfOne = new TestKeys(FIRST);

	private final TestKeys keysOfTwo = new TestKeys(FIRST);

	@Test
	void instanceIsNotReadyUntilItHasTheKeyThatOthersUse(CapturedOutput output) {
		try (RevocationTestApplication one = start(this.keysOfOne);
				RevocationTestApplication two = start(this.keysOfTwo)) {
			this.keysOfOne.keys = List.of(SECOND, FIRST);
			TestBrowser sam = one.newBrowser();
			sam.get("/log-in?name=sam");
			assertThat(sam.at(two.port()).get("/name").body()).isEqualTo("nobody");
			assertThat(readiness(two)).isEqualTo(200);

			one.poll();
			two.poll();
			sam.at(two.port()).get("/name");
			sam.at(two.port()).get("/touch");
			assertThat(readiness(two)).isEqualTo(503);
			assertThat(readiness(one)).isEqualTo(200);
			assertThat(output.toString().lines()).filteredOn((line) -> line.contains("with the key 'session-2'"))
				.hasSize(1);
			assertThat(output).containsOnlyOnce("A new session was begun beside one that cannot be accepted for now");
			assertThat(two.bean(MeterRegistry.class)
				.get("jwt.session.tokens.unknown-key")
				.tag("key", "session-2")
				.counter()
				.count()).isEqualTo(3);

			this.keysOfTwo.keys = List.of(SECOND, FIRST);
			assertThat(readiness(two)).isEqualTo(200);
			assertThat(sam.at(two.port()).get("/name").body()).isEqualTo("sam");
		}
	}

	@Test
	void nobodyTakesAnInstanceOutOfRotationWithAKeyThatHeMadeUp() {
		try (RevocationTestApplication one = start(this.keysOfOne)) {
			TestBrowser sam = one.newBrowser();
			sam.get("/log-in?name=sam");
			String genuine = sam.cookies().get("jwt-session-g1");
			for (int i = 0; i < 30; i++) {
				TestBrowser attacker = one.newBrowser();
				attacker.cookies().put("jwt-session", withKey(genuine, "made-up-" + i));
				assertThat(attacker.get("/name").body()).isEqualTo("nobody");
			}
			assertThat(readiness(one)).isEqualTo(200);
			MeterRegistry metrics = one.bean(MeterRegistry.class);
			assertThat(metrics.get("jwt.session.tokens.unknown-key").counters()).hasSize(17);
			assertThat(metrics.get("jwt.session.tokens.unknown-key").tag("key", "other").counter().count())
				.isEqualTo(14);
		}
	}

	@Test
	void keyThatWasRemovedIsNotLate() {
		this.keysOfOne.keys = List.of(FIRST);
		this.keysOfTwo.keys = List.of(SECOND);
		try (RevocationTestApplication one = start(this.keysOfOne);
				RevocationTestApplication two = start(this.keysOfTwo)) {
			two.poll();
			TestBrowser sam = one.newBrowser();
			sam.get("/log-in?name=sam");
			sam.at(two.port()).get("/name");
			assertThat(readiness(two)).isEqualTo(200);
		}
	}

	private static String withKey(String token, String id) {
		int end = token.indexOf('.');
		String header = new String(Base64.getUrlDecoder().decode(token.substring(0, end)), StandardCharsets.US_ASCII);
		String changed = header.replace(FIRST.id(), id);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(StandardCharsets.US_ASCII))
				+ token.substring(end);
	}

	private RevocationTestApplication start(SessionKeys keys) {
		return RevocationTestApplication.start(keys, "jwt.session.revocation.store=jdbc", this.url,
				"management.endpoint.health.probes.enabled=true");
	}

	private static int readiness(RevocationTestApplication instance) {
		return instance.newBrowser().get("/actuator/health/readiness").status();
	}

	private record Key(String id, Instant since) {

		SessionKey toSessionKey() {
			byte[] secret = new byte[32];
			secret[0] = (byte) this.id.hashCode();
			return new SessionKey(this.id, new SecretKeySpec(secret, "AES"));
		}

	}

	/**
	 * Keys that change. The first encrypts.
	 */
	private static final class TestKeys implements SessionKeys {

		private volatile List<Key> keys;

		TestKeys(Key key) {
			this.keys = List.of(key);
		}

		@Override
		public SessionKey active() {
			return this.keys.get(0).toSessionKey();
		}

		@Override
		public @Nullable SessionKey findById(String id) {
			return this.keys.stream()
				.filter((key) -> key.id().equals(id))
				.map(Key::toSessionKey)
				.findFirst()
				.orElse(null);
		}

		@Override
		public List<SessionKeyStatus> status() {
			return List.of(new SessionKeyStatus(this.keys.get(0).id(), State.ACTIVE, this.keys.get(0).since()));
		}

	}

}
