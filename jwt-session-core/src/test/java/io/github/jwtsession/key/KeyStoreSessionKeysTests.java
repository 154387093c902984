package io.github.jwtsession.key;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreSpi;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.spec.SecretKeySpec;

import io.github.jwtsession.MutableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KeyStoreSessionKeys} and {@link ScheduledSessionKeys}.
 */
class KeyStoreSessionKeysTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final Duration HOUR = Duration.ofHours(1);

	private final MutableClock clock = new MutableClock(NOON);

	private final Map<String, Instant> created = new LinkedHashMap<>();

	@Test
	void firstAliasEncryptsWhateverItsAge() {
		this.created.put("old", NOON.minus(HOUR));
		this.created.put("new", NOON);
		assertThat(read(Duration.ZERO, "old", "new").active().id()).isEqualTo("old");
	}

	@Test
	void newestOfAPatternEncryptsAndAllDecrypt() {
		this.created.put("session-1", NOON.minus(HOUR));
		this.created.put("session-3", NOON.minus(Duration.ofMinutes(1)));
		this.created.put("session-2", NOON.minus(Duration.ofMinutes(2)));
		this.created.put("other", NOON);
		ScheduledSessionKeys keys = read(Duration.ZERO, "session-*");
		assertThat(keys.active().id()).isEqualTo("session-3");
		assertThat(keys.entries()).extracting((entry) -> entry.key().id())
			.containsExactly("session-3", "session-2", "session-1");
		assertThat(keys.findById("session-1")).isNotNull();
		assertThat(keys.findById("other")).isNull();
	}

	@Test
	void laterAliasIsTheNewerOfTheSameTime() {
		this.created.put("session-1", NOON);
		this.created.put("session-2", NOON);
		assertThat(read(Duration.ZERO, "session-*").active().id()).isEqualTo("session-2");
	}

	@Test
	void aliasBeforeAPatternComesFirst() {
		this.created.put("session-1", NOON.minus(HOUR));
		this.created.put("session-2", NOON);
		ScheduledSessionKeys keys = read(Duration.ZERO, "session-1", "session-*");
		assertThat(keys.active().id()).isEqualTo("session-1");
		assertThat(keys.entries()).hasSize(2);
	}

	@Test
	void newKeyDecryptsAtOnceAndEncryptsAfterTheDelay() {
		this.created.put("session-1", NOON.minus(Duration.ofDays(1)));
		this.created.put("session-2", NOON);
		ScheduledSessionKeys keys = read(HOUR, "session-*");
		assertThat(keys.findById("session-2")).isNotNull();
		assertThat(keys.active().id()).isEqualTo("session-1");
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(keys.active().id()).isEqualTo("session-1");
		this.clock.advance(Duration.ofMinutes(1));
		assertThat(keys.active().id()).isEqualTo("session-2");
	}

	@Test
	void oldestEncryptsAsLongAsNoKeyHasBegun() {
		this.created.put("session-1", NOON.minusSeconds(1));
		this.created.put("session-2", NOON);
		assertThat(read(HOUR, "session-*").active().id()).isEqualTo("session-1");
	}

	@Test
	void patternWithoutAMatchIsExplained() {
		this.created.put("other", NOON);
		assertThatExceptionOfType(SessionKeyException.class).isThrownBy(() -> read(Duration.ZERO, "session-*"))
			.withMessageContaining("'session-*'")
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains("other").contains("-alias session-1"));
	}

	@Test
	void brokenReloadLeavesTheFormerKeysInForce() {
		this.created.put("session-1", NOON);
		ReloadableSessionKeys keys = new ReloadableSessionKeys(() -> read(Duration.ZERO, "session-*"));
		this.created.clear();
		keys.reload();
		assertThat(keys.active().id()).isEqualTo("session-1");
		this.created.put("session-2", NOON);
		keys.reload();
		assertThat(keys.active().id()).isEqualTo("session-2");
		assertThat(keys.findById("session-1")).isNull();
	}

	@Test
	void showsNoKey() {
		this.created.put("session-1", NOON);
		ScheduledSessionKeys keys = read(Duration.ZERO, "session-*");
		assertThat(keys).hasToString("SessionKeys[active=session-1, all=[session-1]]");
		assertThat(keys.entries().toString()).contains("SessionKey[id=session-1]");
	}

	private ScheduledSessionKeys read(Duration activationDelay, String... aliases) {
		try {
			KeyStore keyStore = new KeyStore(new DatedKeys(Map.copyOf(this.created)), null, "test") {
			};
			keyStore.load(null, null);
			return new KeyStoreSessionKeys(keyStore, new char[0], "add -alias "::concat).read(List.of(aliases),
					activationDelay, this.clock);
		}
		catch (SessionKeyException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A keystore whose entries have any date.
	 */
	private static final class DatedKeys extends KeyStoreSpi {

		private final Map<String, Instant> created;

		DatedKeys(Map<String, Instant> created) {
			this.created = created;
		}

		@Override
		public Key engineGetKey(String alias, char[] password) {
			return new SecretKeySpec(new byte[32], "AES");
		}

		@Override
		public Date engineGetCreationDate(String alias) {
			return Date.from(this.created.get(alias));
		}

		@Override
		public Enumeration<String> engineAliases() {
			return Collections.enumeration(this.created.keySet());
		}

		@Override
		public boolean engineContainsAlias(String alias) {
			return this.created.containsKey(alias);
		}

		@Override
		public void engineLoad(InputStream stream, char[] password) {
		}

		@Override
		public Certificate[] engineGetCertificateChain(String alias) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Certificate engineGetCertificate(String alias) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void engineSetCertificateEntry(String alias, Certificate certificate) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void engineDeleteEntry(String alias) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int engineSize() {
			return this.created.size();
		}

		@Override
		public boolean engineIsKeyEntry(String alias) {
			return true;
		}

		@Override
		public boolean engineIsCertificateEntry(String alias) {
			return false;
		}

		@Override
		public String engineGetCertificateAlias(Certificate certificate) {
			return null;
		}

		@Override
		public void engineStore(OutputStream stream, char[] password) {
			throw new UnsupportedOperationException();
		}

	}

}
