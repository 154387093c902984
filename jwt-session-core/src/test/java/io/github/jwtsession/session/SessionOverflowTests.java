package io.github.jwtsession.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.SessionOverflowUnavailableException;
import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.overflow.AttributeOverflow;
import io.github.jwtsession.overflow.MemoryOverflowStore;
import io.github.jwtsession.overflow.OverflowStore.Blob;
import io.github.jwtsession.session.TestInstance.Client;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for sessions that are larger than their cookies.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionOverflowTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(30);

	private static final Duration ABSOLUTE = Duration.ofHours(12);

	private static final SessionLifetime LIFETIME = TestInstance.sliding(TIMEOUT, Duration.ofMinutes(1), ABSOLUTE,
			Duration.ZERO);

	private static final String TOKEN_OF_0_2 = "eyJraWQiOiJrZXkiLCJ0eXAiOiJzMmdHcGp3RWgiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiZGlyIn0..LEZ-5KC70RZfARv"
			+ "w.DrohTR5FmHF1fdOlkNJgl-act9zvC_fYK-RbQ5IlgPTKh1FX42TXBVWZN3LmhBVqEKfVIJCO9JzT20e4E9xiYmqKUlCz7H"
			+ "Wf1eVLoQ5h0BCUPi0_b59Fwl613mOwbk9xYX4_uHcnQEW75JsDWeohHaQQZIDrmsuHeYKvdJjQ_-obk60oqJ9buToZ7yYrZp"
			+ "_zEKpCKQpu8ffNvpgemNM8tgzOiVBJMsx2lvawYj9fuyLZSbwgi57E_p-oxzu-HNk3eeo88FfGd3npzNLPP2LhLzAzKFoNaJ"
			+ "VlJX_t8I3DE4nMzmRLnxPegu10n5XI6bKGFoV8zTzyAMCnqvqkkvOzD-COTKUh7ug.PFqxbls0Qbe0hKkc-D9raQ";

	private static final String BLOB_ID_OF_0_2 = "5uNdfD5dUDhGg9K_-jOZ2A";

	private static final String BLOB_OF_0_2 = "0118a4a488875a658a9352e07c1c791225c61a7ccd78e9e56ab7003774da8e01ee411a1a4cbfe729bf656d073d5baaf8"
			+ "e8f16e0094f3792e5564042c6f76d5968202f7cb502202194025d24964344999b8d69d72d82325e0d576dd70fe64dbd5"
			+ "11779f1a5d643b5647cd23a88e3aadaf7baeaf5ddacd6fd9dbd49ce57ed9f4ee0b60a0f2b8a211f3849c4b21fe13703e"
			+ "85efe4d05e3af90e0bd2978153f5e3622d359a92";

	private final MutableClock clock = new MutableClock(Instant.parse("2026-01-02T12:00:00Z"));

	private final MemoryOverflowStore store = new MemoryOverflowStore();

	private final AttributeOverflow overflow = newOverflow(false);

	private final TestInstance one = new TestInstance(this.clock, LIFETIME, this.overflow);

	private final AttributeOverflow overflowOfTwo = newOverflow(false);

	private final TestInstance two = new TestInstance(this.clock, LIFETIME, this.overflowOfTwo);

	private AttributeOverflow newOverflow(boolean eager) {
		return AttributeOverflow.builder(this.store).application("test").clock(this.clock).eager(eager).build();
	}

	@Test
	void sessionThatFitsNeverAsksTheStore() {
		Client client = this.one.write(this.one.newClient(), "b", text(3000));
		this.clock.advance(Duration.ofMinutes(2));
		client = this.two.read(client);
		this.two.logOut(client);
		assertThat(this.store.puts()).isZero();
		assertThat(this.store.gets()).isZero();
		assertThat(this.store.extensions()).isZero();
	}

	@Test
	void attributeThatDoesNotFitIsReadByAnotherInstanceOnce() {
		Client client = this.one.write(this.one.newClient(), "cart", text(200_000));
		assertThat(client.contents().get(0)).hasSizeLessThan(1000);
		assertThat(this.two.find(client).<Integer>getAttribute("a")).isEqualTo(1);
		assertThat(this.two.find(client).getAttributeNames()).containsExactlyInAnyOrder("a", "cart");
		assertThat(this.store.gets()).isZero();
		assertThat(this.two.find(client).<String>getAttribute("cart")).isEqualTo(text(200_000));
		assertThat(this.two.find(client).<String>getAttribute("cart")).isEqualTo(text(200_000));
		assertThat(this.store.gets()).isOne();
		assertThat(this.one.find(client).<String>getAttribute("cart")).isEqualTo(text(200_000));
		assertThat(this.store.gets()).isOne();
	}

	@Test
	void theLargestMovesAndWhatIsBelowTheThresholdStays() {
		JwtSession session = this.one.create();
		session.setAttribute("small", text(1900));
		session.setAttribute("middle", text(6000));
		session.setAttribute("large", text(9000));
		this.one.save(session, Client.NONE);
		assertThat(session.getAttributeSizes()).containsEntry("small", 1902)
			.containsEntry("middle", 6002)
			.hasEntrySatisfying("large", (size) -> assertThat(size).isLessThan(200));
		assertThat(this.store.puts()).isOne();
	}

	@Test
	void manySmallAttributesAreTooLargeAllTheSame() {
		JwtSession session = this.one.create();
		for (int i = 0; i < 10; i++) {
			session.setAttribute("s" + i, text(1900));
		}
		assertThatExceptionOfType(SessionTooLargeException.class).isThrownBy(() -> this.one.commit(session));
		assertThat(this.store.puts()).isZero();
	}

	@Test
	void whatIsUnchangedStaysThereThoughTheIdChanges() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		client = this.two.write(client, "b", 1);
		JwtSession session = this.two.find(client);
		session.changeSessionId();
		client = this.two.save(session, client);
		assertThat(this.store.gets()).isZero();
		assertThat(this.store.puts()).isOne();
		assertThat(this.one.find(client).<String>getAttribute("cart")).isEqualTo(text(20_000));
		session = this.one.find(client);
		assertThat(session.<String>getAttribute("cart")).hasSize(20_000);
		session.setAttribute("c", 1);
		client = this.one.save(session, client);
		assertThat(this.store.puts()).isOne();
		assertThat(this.two.find(client).<String>getAttribute("cart")).isEqualTo(text(20_000));
	}

	@Test
	void changeInPlaceMakesANewBlobAndTheOldTokenKeepsTheOldOne() {
		Client old = this.one.write(this.one.newClient(), "cart", new ArrayList<>(List.of(text(20_000))));
		JwtSession session = this.two.find(old);
		List<String> cart = session.getAttribute("cart");
		cart.add("more");
		Client changed = this.two.save(session, old);
		assertThat(this.store.puts()).isEqualTo(2);
		assertThat(this.one.find(changed).<List<String>>getAttribute("cart")).hasSize(2);
		assertThat(this.one.find(old).<List<String>>getAttribute("cart")).hasSize(1);
		session = this.two.find(changed);
		session.<List<String>>getAttribute("cart");
		assertThat(this.two.commit(session)).isEmpty();
	}

	@Test
	void whatWasReadComesBackWhenEverythingFits() {
		JwtSession session = this.one.create();
		session.setAttribute("large", text(6000));
		session.setAttribute("larger", text(8000));
		Client client = this.one.save(session, Client.NONE);
		assertThat(this.store.blobs()).hasSize(1);
		session = this.two.find(client);
		session.removeAttribute("large");
		Client notRead = this.two.save(session, client);
		assertThat(sizeOf(notRead, "larger")).isLessThan(200);
		session = this.two.find(client);
		session.removeAttribute("large");
		session.<String>getAttribute("larger");
		Client read = this.two.save(session, client);
		assertThat(sizeOf(read, "larger")).isEqualTo(8002);
		this.store.setOff(true);
		assertThat(this.one.find(read).<String>getAttribute("larger")).isEqualTo(text(8000));
	}

	private int sizeOf(Client client, String name) {
		return this.two.find(client).getAttributeSizes().get(name);
	}

	@Test
	void eagerOverflowMovesWhatFitsAndDoesWithoutAStoreThatFails() {
		TestInstance eager = new TestInstance(this.clock, LIFETIME, newOverflow(true));
		Client client = eager.write(eager.newClient(), "cart", text(3000));
		assertThat(sizeOf(client, "cart")).isLessThan(200);
		this.store.setOff(true);
		client = eager.write(eager.newClient(), "cart", text(3000));
		assertThat(sizeOf(client, "cart")).isEqualTo(3002);
	}

	@Test
	void storeThatFailsWhenWrittenLeavesTheClientTheFormerSession() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.store.setOff(true);
		JwtSession session = this.one.find(client);
		session.setAttribute("cart", text(30_000));
		assertThatExceptionOfType(SessionTooLargeException.class).isThrownBy(() -> this.one.commit(session))
			.withMessageContaining("overflow store");
		this.store.setOff(false);
		assertThat(this.one.find(client).<String>getAttribute("cart")).hasSize(20_000);
	}

	@Test
	void storeThatFailsWhenReadIsNoAbsence(CapturedOutput output) {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.store.setOff(true);
		JwtSession session = this.two.find(client);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(SessionOverflowUnavailableException.class)
				.isThrownBy(() -> session.getAttribute("cart"));
		}
		assertThat(session.getAttributeNames()).contains("cart");
		assertThatExceptionOfType(SessionOverflowUnavailableException.class)
			.isThrownBy(() -> session.setAttribute("cart", "less"));
		session.setAttribute("b", 2);
		client = this.two.save(session, client);
		this.store.setOff(false);
		assertThat(this.two.find(client).<Integer>getAttribute("b")).isEqualTo(2);
		assertThat(this.two.find(client).<String>getAttribute("cart")).hasSize(20_000);
		assertThat(output).containsOnlyOnce("The overflow store of sessions does not answer")
			.containsOnlyOnce("answers again");
	}

	@Test
	void attributeThatCouldNotBeReadCanBeRemoved() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.store.setOff(true);
		JwtSession session = this.two.find(client);
		assertThatExceptionOfType(SessionOverflowUnavailableException.class)
			.isThrownBy(() -> session.getAttribute("cart"));
		session.removeAttribute("cart");
		session.setAttribute("cart", "new");
		client = this.two.save(session, client);
		assertThat(this.one.find(client).<String>getAttribute("cart")).isEqualTo("new");
	}

	@Test
	void blobThatIsGoneFailsOnceAndIsAbsentThen(CapturedOutput output) {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		Client other = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.store.blobs().clear();
		JwtSession concurrent = this.two.find(client);
		JwtSession first = this.two.find(client);
		assertThatExceptionOfType(SessionOverflowUnavailableException.class)
			.isThrownBy(() -> first.getAttribute("cart"));
		assertThatExceptionOfType(SessionOverflowUnavailableException.class)
			.isThrownBy(() -> concurrent.getAttribute("cart"));
		JwtSession later = this.two.find(client);
		assertThat(later.<String>getAttribute("cart")).isNull();
		assertThat(later.getAttributeNames()).containsExactly("a");
		later.setAttribute("cart", "new");
		client = this.two.save(later, client);
		assertThat(this.two.find(client).<String>getAttribute("cart")).isEqualTo("new");
		assertThatExceptionOfType(SessionOverflowUnavailableException.class)
			.isThrownBy(() -> this.two.find(other).getAttribute("cart"));
		assertThat(this.two.find(other).<String>getAttribute("cart")).isNull();
		assertThat(output).containsOnlyOnce("is treated as absent");
	}

	@Test
	void blobOfAnotherAttributeOrSessionCannotBeRead() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		Client other = this.one.write(this.one.newClient(), "cart", text(20_001));
		List<Blob> blobs = List.copyOf(this.store.blobs().values());
		assertThat(blobs).extracting(Blob::owner).doesNotHaveDuplicates();
		this.store.blobs().replaceAll((id, blob) -> blobs.get(blobs.get(0).id().equals(id) ? 1 : 0));
		assertThatExceptionOfType(SessionOverflowUnavailableException.class)
			.isThrownBy(() -> this.two.find(client).getAttribute("cart"));
		assertThatExceptionOfType(SessionOverflowUnavailableException.class)
			.isThrownBy(() -> this.two.find(other).getAttribute("cart"));
	}

	@Test
	void renewalsKeepABlobAsLongAsTheSessionAndNoLongerThanItMayLast() {
		Instant begin = this.clock.instant();
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		while (this.clock.instant().isBefore(begin.plus(ABSOLUTE).minusSeconds(60))) {
			this.clock.advance(Duration.ofMinutes(20));
			TestInstance instance = (this.clock.instant().getEpochSecond() % 2400 == 0) ? this.one : this.two;
			if (instance.find(client) == null) {
				break;
			}
			client = instance.read(client);
			assertThat(this.overflow.maintain()).isTrue();
			this.overflowOfTwo.maintain();
			assertThat(this.store.blobs()).hasSize(1);
		}
		assertThat(this.store.extensions()).isBetween(2, 60);
		this.clock.set(begin.plus(ABSOLUTE).plus(Duration.ofMinutes(2)));
		this.overflow.maintain();
		assertThat(this.store.blobs()).isEmpty();
	}

	@Test
	void orphansAreGoneAfterTheTimeout() {
		Random random = new Random(7);
		for (int i = 0; i < 300; i++) {
			Client client = this.one.newClient();
			for (int write = random.nextInt(4); write >= 0; write--) {
				client = this.one.write(client, "cart", text(17_000 + write));
			}
			this.clock.advance(Duration.ofSeconds(random.nextInt(60)));
			this.overflow.maintain();
		}
		assertThat(this.store.blobs()).isNotEmpty();
		this.clock.advance(TIMEOUT.multipliedBy(3).plus(Duration.ofMinutes(2)));
		assertThat(this.overflow.maintain()).isTrue();
		assertThat(this.store.blobs()).isEmpty();
	}

	@Test
	void logoutDeletesAllThatTheSessionEverHadThere() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		Client other = this.one.write(this.one.newClient(), "cart", text(20_000));
		client = this.one.write(client, "cart", text(20_001));
		JwtSession session = this.one.find(client);
		session.changeSessionId();
		client = this.one.save(session, client);
		client = this.one.write(client, "cart", text(20_002));
		client = this.one.write(client, "list", text(20_003));
		assertThat(this.store.blobs()).hasSize(5);
		this.one.logOut(client);
		deleteWhatHasEnded(this.overflow);
		assertThat(this.store.blobs()).hasSize(1);
		assertThat(this.two.find(other).<String>getAttribute("cart")).hasSize(20_000);
	}

	@Test
	void logoutUnderAnIdThatWasChangedMeanwhileDeletesNothing() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		JwtSession leaving = this.one.find(client);
		JwtSession session = this.one.find(client);
		session.changeSessionId();
		Client changed = this.one.save(session, client);
		this.one.exchangeOf(leaving).deleteSession(leaving.getId());
		this.one.exchangeOf(leaving).commit();
		deleteWhatHasEnded(this.overflow);
		assertThat(this.two.find(changed).<String>getAttribute("cart")).hasSize(20_000);
	}

	/**
	 * The check that a session has not ended comes before the store is waited for, too.
	 */
	@Test
	void endIsFinalThoughARequestThatChangesTheIdWaitsForTheStore() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		JwtSession session = this.one.find(client);
		session.changeSessionId();
		session.setAttribute("cart", text(20_001));
		this.store.onNextPut(() -> this.one.logOut(client));
		Client changed = this.one.save(session, client);
		assertThat(this.one.find(changed)).isNull();
		assertThat(this.one.refusedWrites()).containsExactly(RefusedWrite.ENDED);
	}

	@Test
	void deletionThatFailsKeepsNothingFromBeingKept() {
		Client gone = this.one.write(this.one.newClient(), "cart", text(20_000));
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.one.logOut(gone);
		this.store.failToDelete();
		for (int i = 0; i < 8; i++) {
			this.clock.advance(Duration.ofMinutes(20));
			client = this.one.read(client);
			assertThat(this.overflow.maintain()).isFalse();
		}
		assertThat(this.overflowOfTwo.maintain()).isTrue();
		assertThat(this.one.find(client).<String>getAttribute("cart")).hasSize(20_000);
		assertThat(this.store.blobs()).hasSize(1);
	}

	/**
	 * Of two hundred owners that are to be deleted, one is at fault.
	 */
	@Test
	void deletionThatFailsKeepsNoOtherFromBeingDoneForLong() {
		for (int i = 0; i < 200; i++) {
			Client client = this.one.write(this.one.newClient(), "cart", text(17_000));
			if (i == 30) {
				this.store.failToDelete(this.store.blobs().values().iterator().next().owner());
			}
			this.one.logOut(client);
		}
		this.clock.advance(Duration.ofSeconds(10));
		for (int run = 0; run < 30; run++) {
			this.overflow.maintain();
		}
		assertThat(this.store.blobs()).hasSize(1);
	}

	/**
	 * No request does without it.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void loginMovesLast(boolean eager, CapturedOutput output) {
		TestInstance instance = new TestInstance(this.clock, LIFETIME, newOverflow(eager));
		JwtSession session = instance.create();
		session.setAttribute("SPRING_SECURITY_CONTEXT", text(9000));
		session.setAttribute("cart", text(7000));
		Client client = instance.save(session, Client.NONE);
		assertThat(sizeOf(client, "SPRING_SECURITY_CONTEXT")).isEqualTo(9002);
		assertThat(sizeOf(client, "cart")).isLessThan(200);
		assertThat(output).doesNotContain("The login of a user");
		for (int i = 0; i < 2; i++) {
			session = instance.find(client);
			session.setAttribute("SPRING_SECURITY_CONTEXT", text(17_000));
			assertThat(sizeOf(instance.save(session, client), "SPRING_SECURITY_CONTEXT")).isLessThan(200);
		}
		assertThat(output).containsOnlyOnce("The login of a user does not fit");
	}

	@Test
	void storeThatFailsIsAskedOnceHoweverMuchCouldBeLeftOut() {
		Client client = this.one.newClient();
		JwtSession session = this.one.find(client);
		session.setAttribute("SPRING_SECURITY_SAVED_REQUEST", text(2500));
		session.setAttribute("SPRING_SECURITY_LAST_EXCEPTION", text(2500));
		session.setAttribute("cart", text(20_000));
		this.store.setOff(true);
		assertThatExceptionOfType(SessionTooLargeException.class).isThrownBy(() -> this.one.commit(session))
			.withMessageContaining("IllegalStateException");
		assertThat(this.overflow.state().failures()).isOne();
	}

	/**
	 * It is of a later version, which has not lost it.
	 */
	@Test
	void blobOfAnUnknownFormatIsNotGone() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.store.blobs().values().forEach((blob) -> blob.content()[0] = 2);
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(SessionOverflowUnavailableException.class)
				.isThrownBy(() -> this.two.find(client).getAttribute("cart"))
				.withMessageContaining("format");
		}
	}

	@Test
	void valueThatLooksLikeAReferenceIsNone() {
		Map<String, Object> value = Map.of("@>overflow", Map.of("id", "x"));
		Client client = this.one.write(this.one.newClient(), "m", value);
		assertThat(this.two.find(client).<Object>getAttribute("m")).isEqualTo(value);
		assertThat(this.store.gets()).isZero();
	}

	private void deleteWhatHasEnded(AttributeOverflow overflow) {
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(overflow.maintain()).isTrue();
	}

	/**
	 * The other instance does not learn of the id's change: nobody is logged in.
	 */
	@Test
	void logoutUnderAFormerIdOnAnotherInstanceDeletesNothingOfTheLivingSession() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		JwtSession session = this.one.find(client);
		session.changeSessionId();
		Client changed = this.one.save(session, client);
		this.two.logOut(client);
		assertThat(this.overflowOfTwo.maintain()).isTrue();
		assertThat(this.overflow.maintain()).isTrue();
		deleteWhatHasEnded(this.overflowOfTwo);
		assertThat(this.store.blobs()).hasSize(1);
		assertThat(this.one.find(changed).<String>getAttribute("cart")).hasSize(20_000);
		this.one.logOut(changed);
		deleteWhatHasEnded(this.overflow);
		assertThat(this.store.blobs()).isEmpty();
	}

	@Test
	void idThatIsChangedWhileTheStoreIsAwayLosesNothing() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.store.setOff(true);
		JwtSession session = this.one.find(client);
		session.changeSessionId();
		Client changed = this.one.save(session, client);
		assertThat(this.overflow.maintain()).isFalse();
		this.store.setOff(false);
		assertThat(this.overflow.maintain()).isTrue();
		this.two.logOut(client);
		deleteWhatHasEnded(this.overflowOfTwo);
		// Not out of a cache.
		assertThat(this.store.blobs()).hasSize(1);
		assertThat(this.one.find(changed).<String>getAttribute("cart")).hasSize(20_000);
	}

	@Test
	void whatCannotBeDeletedOrKeptNowIsTriedAgain() {
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		this.store.setOff(true);
		this.one.logOut(client);
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(this.overflow.maintain()).isFalse();
		assertThat(this.overflow.state().pending()).isOne();
		this.store.setOff(false);
		assertThat(this.overflow.maintain()).isTrue();
		assertThat(this.store.blobs()).isEmpty();
	}

	@Test
	void instanceWithoutOverflowTakesItForAbsentAndKeepsIt(CapturedOutput output) {
		TestInstance without = new TestInstance(this.clock, LIFETIME);
		Client client = this.one.write(this.one.newClient(), "cart", text(20_000));
		assertThat(without.find(client).<String>getAttribute("cart")).isNull();
		assertThat(without.find(client).<Integer>getAttribute("a")).isEqualTo(1);
		JwtSession session = without.find(client);
		session.getAttribute("cart");
		session.setAttribute("b", 2);
		client = without.save(session, client);
		assertThat(this.two.find(client).<String>getAttribute("cart")).isEqualTo(text(20_000));
		assertThat(output).containsOnlyOnce("cannot be read and is treated as absent");
	}

	/**
	 * That it is encrypted, and not compressed alone, {@code BlobCipherTests} show.
	 */
	@Test
	void nothingSecretIsInTheStoreOrInTexts() {
		String secret = "a very secret value ".repeat(1000);
		JwtSession session = this.one.create();
		session.setAttribute("cart", secret);
		Client client = this.one.save(session, Client.NONE);
		Blob blob = this.store.blobs().values().iterator().next();
		assertThat(new String(blob.content(), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
		assertThat(blob.owner()).isNotEqualTo(session.getId());
		assertThat(blob.toString() + this.overflow.state()).doesNotContain("secret");
		assertThat(this.two.find(client).<String>getAttribute("cart")).isEqualTo(secret);
	}

	/**
	 * What version 0.2 has written is read by every later one, and kept by one that has
	 * no store.
	 */
	@Test
	void sessionThatVersion02HasWrittenIsRead() {
		this.clock.set(Instant.parse("2026-01-02T12:00:00Z"));
		this.store.put(List.of(new Blob(BLOB_ID_OF_0_2, "owner", HexFormat.of().parseHex(BLOB_OF_0_2),
				this.clock.instant(), this.clock.instant().plusSeconds(60))));
		Client client = new Client(List.of(TOKEN_OF_0_2), List.of(), List.of());
		TestInstance without = new TestInstance(this.clock, LIFETIME);
		for (Client each : List.of(client, without.write(client, "b", 1))) {
			assertThat(this.one.find(each).<Integer>getAttribute("a")).isEqualTo(1);
			assertThat(this.one.find(each).<String>getAttribute("cart")).isEqualTo("cart ".repeat(4000));
		}
	}

	private static String text(int length) {
		Random random = new Random(length);
		StringBuilder text = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			text.append((char) ('a' + random.nextInt(26)));
		}
		return text.toString();
	}

}
