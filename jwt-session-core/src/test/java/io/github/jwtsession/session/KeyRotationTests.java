package io.github.jwtsession.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.util.Base64URL;
import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.jwe.EncryptionMethod;
import io.github.jwtsession.jwe.KeyManagement;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.session.TestInstance.Client;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of sessions when the key is changed.
 */
class KeyRotationTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(30);

	private static final SessionKey OLD = key("old", 1);

	private static final SessionKey NEW = key("new", 2);

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T03:04:05Z"));

	@ParameterizedTest
	@EnumSource
	void aSessionThatIsOnlyReadOutlivesItsKey(KeyManagement keyManagement) {
		Client client = instance(keyManagement, OLD).newClient();
		TestInstance rotated = instance(keyManagement, NEW, OLD);
		TestInstance withoutOld = instance(keyManagement, NEW);
		for (int minutes = 0; minutes < 90; minutes += 10) {
			this.clock.advance(Duration.ofMinutes(10));
			Client before = client;
			client = ((minutes < 30) ? rotated : withoutOld).read(client);
			assertThat(client.contents()).isEqualTo(before.contents());
			assertThat(client.renewals()).isNotEqualTo(before.renewals());
		}
		assertThat((Integer) withoutOld.find(client).getAttribute("a")).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void aSessionThatWasNotUsedEndsWithItsKey(KeyManagement keyManagement) {
		Client client = instance(keyManagement, OLD).newClient();
		TestInstance withoutOld = instance(keyManagement, NEW);
		assertThat(withoutOld.find(client)).isNull();
		assertThat(withoutOld.rejections()).containsExactly(RejectionReason.UNKNOWN_KEY);
	}

	@ParameterizedTest
	@EnumSource
	void aWriteSealsWithTheActiveKey(KeyManagement keyManagement) {
		Client client = instance(keyManagement, OLD).newClient();
		client = instance(keyManagement, NEW, OLD).write(client, "b", 2);
		JwtSession session = instance(keyManagement, NEW).find(client);
		assertThat((Integer) session.getAttribute("a")).isOne();
		assertThat((Integer) session.getAttribute("b")).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void aReadThatRenewsTheKeyDoesNotUndoAWrite(KeyManagement keyManagement) {
		Client client = instance(keyManagement, OLD).newClient();
		TestInstance rotated = instance(keyManagement, NEW, OLD);
		this.clock.advance(Duration.ofMinutes(10));
		Client read = rotated.read(client);
		Client written = rotated.write(client, "a", 2);
		JwtSession session = instance(keyManagement, NEW).find(written.withRenewalOf(read));
		assertThat((Integer) session.getAttribute("a")).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void theOldKeyIsNotUsedOnceTheSessionIsHandedOver(KeyManagement keyManagement) {
		Client client = instance(keyManagement, OLD).newClient();
		TestInstance rotated = instance(keyManagement, NEW, OLD);
		this.clock.advance(Duration.ofMinutes(10));
		client = rotated.read(client);
		JwtSession session = rotated.find(client);
		assertThat(rotated.openingKeys()).containsExactly("old", "new");
		assertThat(session.getKeyId()).isEqualTo("new");
	}

	@ParameterizedTest
	@EnumSource
	void aSessionThatWasHandedOverCanBeWritten(KeyManagement keyManagement) {
		Client client = instance(keyManagement, OLD).newClient();
		this.clock.advance(Duration.ofMinutes(10));
		client = instance(keyManagement, NEW, OLD).read(client);
		TestInstance withoutOld = instance(keyManagement, NEW);
		client = withoutOld.write(client, "b", 2);
		JwtSession session = withoutOld.find(client);
		assertThat((Integer) session.getAttribute("a")).isOne();
		assertThat((Integer) session.getAttribute("b")).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void aSessionThatWasHandedOverCanBeEnded(KeyManagement keyManagement) {
		Client client = instance(keyManagement, OLD).newClient();
		this.clock.advance(Duration.ofMinutes(10));
		client = instance(keyManagement, NEW, OLD).read(client);
		TestInstance withoutOld = instance(keyManagement, NEW);
		Client loggedOut = withoutOld.logOut(client);
		assertThat(loggedOut.tombstones()).hasSize(1);
		Client both = new Client(client.contents(), client.renewals(), loggedOut.tombstones());
		assertThat(instance(keyManagement, NEW).find(both)).isNull();
	}

	/**
	 * A copy would not fit beside a session that another request makes grow meanwhile.
	 */
	@Test
	void aLargeSessionIsRenewedWithoutACopy() {
		Client client = withLargeAttribute(instance(KeyManagement.DIR, OLD));
		TestInstance rotated = instance(KeyManagement.DIR, NEW, OLD);
		this.clock.advance(Duration.ofMinutes(20));
		client = rotated.read(client);
		assertThat(client.renewals().get(0).length()).isLessThan(300);
		this.clock.advance(Duration.ofMinutes(20));
		assertThat(rotated.find(client)).isNotNull();
		assertThat(instance(KeyManagement.DIR, NEW).find(client)).isNull();
	}

	@Test
	void aLargeSessionIsHandedOverWithTheKeyOfItsContent() {
		Client client = withLargeAttribute(instance(KeyManagement.A256KW, OLD));
		this.clock.advance(Duration.ofMinutes(20));
		client = instance(KeyManagement.A256KW, NEW, OLD).read(client);
		assertThat(client.renewals().get(0).length()).isLessThan(400);
		assertThat(instance(KeyManagement.A256KW, NEW).find(client)).isNotNull();
	}

	private Client withLargeAttribute(TestInstance instance) {
		return instance.write(instance.newClient(), "large", "x".repeat(3000));
	}

	@Test
	void noCopyIsLongerThanAnyServerTakesBesideALargeSession() {
		for (int length = 300; length < 720; length++) {
			TestInstance old = instance(KeyManagement.DIR, OLD);
			Client client = old.write(old.newClient(), "a", "x".repeat(length));
			this.clock.advance(Duration.ofMinutes(20));
			client = instance(KeyManagement.DIR, NEW, OLD).read(client);
			assertThat(client.renewals().get(0).length()).isLessThan(1200);
		}
	}

	@Test
	void aTokenOfTheActiveKeyIsNotCopiedWhateverItsHeaderLooksLike() throws Exception {
		Client client = instance(KeyManagement.DIR, NEW).newClient();
		JWEObject token = JWEObject.parse(client.contents().get(0));
		token.decrypt(new DirectDecrypter(NEW.secret()));
		String header = "{\"alg\":\"dir\",\"enc\":\"A256GCM\",\"kid\":\"new\",\"typ\":\"%s\"}"
			.formatted(token.getHeader().getType());
		JWEObject other = new JWEObject(
				new JWEHeader.Builder(token.getHeader()).parsedBase64URL(Base64URL.encode(header)).build(),
				token.getPayload());
		other.encrypt(new DirectEncrypter(NEW.secret()));
		assertThat(other.serialize()).doesNotStartWith(client.contents().get(0).substring(0, 40));
		this.clock.advance(Duration.ofMinutes(20));
		Client read = instance(KeyManagement.DIR, NEW)
			.read(new Client(List.of(other.serialize()), List.of(), List.of()));
		assertThat(read.renewals().get(0).length()).isLessThan(300);
	}

	@Test
	void aSessionThatAnInstanceWithTheNewKeyRenewedIsNotUseless() {
		Client client = instance(KeyManagement.DIR, OLD).newClient();
		this.clock.advance(Duration.ofMinutes(20));
		client = instance(KeyManagement.DIR, NEW, OLD).read(client);
		this.clock.advance(Duration.ofMinutes(20));
		assertThat(instance(KeyManagement.DIR, OLD).takesBack(client)).isFalse();
	}

	/**
	 * Told by how often its key is looked up, which is once for each token.
	 */
	@Test
	void aRenewalThatHandsOverIsDecryptedOnce() {
		Client client = instance(KeyManagement.A256KW, OLD).newClient();
		this.clock.advance(Duration.ofMinutes(10));
		client = instance(KeyManagement.A256KW, NEW, OLD).read(client);
		List<String> lookups = new ArrayList<>();
		TestInstance withoutOld = instance(KeyManagement.A256KW, new SessionKeys() {
			@Override
			public SessionKey active() {
				return NEW;
			}

			@Override
			public @Nullable SessionKey findById(String id) {
				lookups.add(id);
				return id.equals(NEW.id()) ? NEW : null;
			}
		});
		lookups.clear();
		assertThat(withoutOld.find(client)).isNotNull();
		assertThat(lookups).containsExactly(NEW.id());
	}

	private TestInstance instance(KeyManagement keyManagement, SessionKey active, SessionKey... valid) {
		return instance(keyManagement, SessionKeys.of(active, valid));
	}

	private TestInstance instance(KeyManagement keyManagement, SessionKeys keys) {
		return new TestInstance(this.clock, SessionLifetime.of(TIMEOUT), keys,
				new TokenFormat(EncryptionMethod.A256GCM, keyManagement, false));
	}

	private static SessionKey key(String id, int fill) {
		byte[] bytes = new byte[32];
		Arrays.fill(bytes, (byte) fill);
		return new SessionKey(id, new SecretKeySpec(bytes, "AES"));
	}

}
