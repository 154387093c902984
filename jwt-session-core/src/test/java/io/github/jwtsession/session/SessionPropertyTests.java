package io.github.jwtsession.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.MutableClock;
import io.github.jwtsession.cookie.CookieScope;
import io.github.jwtsession.cookie.CookieSettings;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.cookie.SetCookie;
import io.github.jwtsession.jwe.CompactToken;
import io.github.jwtsession.session.TestInstance.Client;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.statistics.Statistics;

import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Property-based tests for cookies and for time.
 */
class SessionPropertyTests {

	private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

	private static final CookieScope SCOPE = new CookieScope("/", true);

	@Property(tries = 500)
	void whatWasSplitIsJoined(@ForAll @AlphaChars @StringLength(min = 1, max = 30_000) String token,
			@ForAll @IntRange(min = 512, max = 8192) int maxCookieSize) {
		SessionCookies cookies = cookies(maxCookieSize);
		List<SetCookie> split = cookies.split(new CompactToken(token), 0, null, SCOPE, Set.of());
		assertThat(split).allMatch((cookie) -> cookie.header().length() <= maxCookieSize);
		assertThat(sessions(cookies, toRequest(split))).containsExactly(token);
	}

	@Property(tries = 500)
	void browserHoldsExactlyThePartsOfTheLastWrite(
			@ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 20_000) Integer> lengths) {
		SessionCookies cookies = cookies(4096);
		MultiValueMap<String, String> browser = new LinkedMultiValueMap<>();
		String token = "";
		for (int length : lengths) {
			token = String.valueOf((char) ('a' + length % 26)).repeat(length);
			for (SetCookie cookie : cookies.split(new CompactToken(token), 0, null, SCOPE, browser.keySet())) {
				if (cookie.isExpired()) {
					browser.remove(cookie.name());
				}
				else {
					browser.set(cookie.name(), cookie.value());
				}
			}
		}
		assertThat(sessions(cookies, browser)).containsExactly(token);
		assertThat(browser).hasSize(cookies.split(new CompactToken(token), 0, null, SCOPE, Set.of()).size());
	}

	@Property(tries = 500)
	void anyCookiesAtAllAreNoMoreCandidatesThanCameOfTheName(
			@ForAll @Size(max = 20) List<@StringLength(max = 50) String> values, @ForAll @IntRange(max = 9) int parts) {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		values.forEach((value) -> request.add("sid", value));
		for (int part = 1; part <= parts; part++) {
			request.add("sid-" + part, "x");
		}
		assertThat(sessions(cookies(4096), request)).hasSizeLessThanOrEqualTo(values.size());
	}

	/**
	 * Requests at any times, to instances whose clocks differ by no more than half the
	 * skew allowance each: a session used within its timeout lives, one not used for
	 * longer has ended.
	 */
	@Property(tries = 500)
	void sessionLivesExactlyAsLongAsItIsUsed(
			@ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 5000) Integer> pauses,
			@ForAll @Size(value = 12) List<Boolean> writes,
			@ForAll @Size(value = 12) List<@IntRange(min = -60, max = 60) Integer> offsets) {
		MutableClock time = new MutableClock(NOON);
		Duration timeout = Duration.ofHours(1);
		Duration skew = Duration.ofMinutes(2);
		SessionLifetime lifetime = TestInstance.sliding(timeout, Duration.ofMinutes(1), null, skew);
		Client client = instanceAt(time, 0, lifetime).newClient();
		Instant lastUse = NOON;
		boolean ended = false;
		for (int i = 0; i < pauses.size() && !ended; i++) {
			time.advance(Duration.ofSeconds(pauses.get(i)));
			TestInstance instance = instanceAt(time, offsets.get(i), lifetime);
			Duration idle = Duration.between(lastUse, time.instant());
			ended = instance.find(client) == null;
			if (idle.compareTo(timeout.minus(Duration.ofMinutes(1))) < 0) {
				assertThat(ended).isFalse();
			}
			if (idle.compareTo(timeout.plus(skew).plus(Duration.ofMinutes(2))) > 0) {
				assertThat(ended).isTrue();
			}
			if (!ended) {
				Client after = writes.get(i) ? instance.write(client, "b", i) : instance.read(client);
				lastUse = after.equals(client) ? lastUse : time.instant();
				client = after;
			}
		}
		requireBoth("ended", ended);
	}

	/**
	 * Whatever mixture of contents and renewals of its past a client presents, it gets no
	 * more time than the newest of what it presents was given.
	 */
	@Property(tries = 500)
	void noMixtureOfOldTokensGainsTime(@ForAll @Size(min = 2, max = 10) List<Boolean> writes,
			@ForAll @IntRange(min = 0, max = 9) int content, @ForAll @IntRange(min = 0, max = 9) int renewal,
			@ForAll @IntRange(min = 0, max = 7200) int later) {
		MutableClock time = new MutableClock(NOON);
		TestInstance instance = instanceAt(time, 0, SessionLifetime.of(Duration.ofHours(1)));
		List<Client> past = new ArrayList<>(List.of(instance.newClient()));
		List<Instant> issued = new ArrayList<>(List.of(NOON));
		for (int i = 0; i < writes.size(); i++) {
			time.advance(Duration.ofMinutes(10));
			Client latest = past.get(past.size() - 1);
			past.add(writes.get(i) ? instance.write(latest, "b", i) : instance.read(latest));
			issued.add(time.instant());
		}
		int contentIndex = content % past.size();
		Client mixture = past.get(contentIndex).withRenewalOf(past.get(renewal % past.size()));
		time.advance(Duration.ofSeconds(later));
		JwtSession session = instance.find(mixture);
		List<Instant> usesOfThisContent = IntStream.range(0, past.size())
			.filter((i) -> past.get(i).contents().equals(past.get(contentIndex).contents()))
			.mapToObj(issued::get)
			.toList();
		if (session != null) {
			Instant lastUse = usesOfThisContent.get(usesOfThisContent.size() - 1);
			assertThat(session.getExpiresAt()).isBeforeOrEqualTo(lastUse.plus(Duration.ofHours(1)));
		}
		else {
			assertThat(time.instant()).isAfterOrEqualTo(usesOfThisContent.get(0).plus(Duration.ofHours(1)));
		}
		requireBoth("found", session != null);
	}

	/**
	 * Fail, after the last try, if hardly any try had one of the outcomes.
	 */
	private static void requireBoth(String label, boolean outcome) {
		Statistics.label(label)
			.collect(outcome)
			.coverage((coverage) -> Stream.of(true, false)
				.forEach((value) -> coverage.check(value).percentage((percentage) -> percentage >= 10)));
	}

	private static TestInstance instanceAt(MutableClock time, int offset, SessionLifetime lifetime) {
		return new TestInstance(Clock.offset(time, Duration.ofSeconds(offset)), lifetime);
	}

	private static SessionCookies cookies(int maxCookieSize) {
		return new SessionCookies(CookieSettings.builder("sid").maxCookieSize(maxCookieSize).maxSize(100_000).build());
	}

	private static List<String> sessions(SessionCookies cookies, MultiValueMap<String, String> request) {
		SessionCookies.Receiver receiver = cookies.receiver();
		request.forEach((name, values) -> values.forEach((value) -> receiver.add(name, value)));
		return receiver.tokens().sessions().stream().map((received) -> received.token().value()).toList();
	}

	private static MultiValueMap<String, String> toRequest(List<SetCookie> cookies) {
		MultiValueMap<String, String> request = new LinkedMultiValueMap<>();
		cookies.forEach((cookie) -> request.add(cookie.name(), cookie.value()));
		return request;
	}

}
