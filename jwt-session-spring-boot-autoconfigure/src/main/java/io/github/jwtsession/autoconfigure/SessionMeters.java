package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.github.jwtsession.session.RefusedWrite;
import io.github.jwtsession.session.RejectionReason;
import io.github.jwtsession.session.SessionTokenListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import org.jspecify.annotations.Nullable;

/**
 * What one registry is told of tokens: those sealed and opened, by key, those not
 * accepted, by reason, and how large sessions are. Meters are there from the start, with
 * zero, but for those of keys that are not known then.
 */
final class SessionMeters implements SessionTokenListener {

	private static final int MAX_UNKNOWN_KEYS = 16;

	private static final Pattern PLAUSIBLE_ID = Pattern.compile("[\\w.-]{1,64}");

	/**
	 * For all other unknown keys.
	 */
	private static final String OTHER = "other";

	private final MeterRegistry registry;

	private final Set<String> unknownKeys = ConcurrentHashMap.newKeySet();

	/**
	 * By key: a registry takes longer to find a counter than to count.
	 */
	private final Map<String, Counter> sealed = new ConcurrentHashMap<>();

	private final Map<String, Counter> opened = new ConcurrentHashMap<>();

	private final Map<String, Counter> ofUnknownKey = new ConcurrentHashMap<>();

	private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);

	private final Map<RefusedWrite, Counter> refused = new EnumMap<>(RefusedWrite.class);

	private final Counter lostUpdates;

	private final DistributionSummary size;

	private final DistributionSummary cookies;

	private final @Nullable Timer sealing;

	private final @Nullable Timer opening;

	private volatile Duration clockOffset = Duration.ZERO;

	/**
	 * Register meters.
	 * @param registry where
	 * @param timers whether to measure how long tokens take
	 */
	SessionMeters(MeterRegistry registry, boolean timers) {
		this.registry = registry;
		for (RejectionReason reason : RejectionReason.values()) {
			this.rejected.put(reason, counter("jwt.session.tokens.rejected", "Session tokens that were not accepted",
					"reason", text(reason)));
		}
		for (RefusedWrite reason : RefusedWrite.values()) {
			this.refused.put(reason, counter("jwt.session.writes.refused",
					"Sessions that had changed and were not sent to the client", "reason", text(reason)));
		}
		this.lostUpdates = Counter.builder("jwt.session.updates.lost")
			.description("Responses that replaced what another had written into the session meanwhile")
			.register(registry);
		this.size = DistributionSummary.builder("jwt.session.size")
			.description("What a session that is written takes up in the response's headers")
			.baseUnit(BaseUnits.BYTES)
			.register(registry);
		this.cookies = DistributionSummary.builder("jwt.session.cookies")
			.description("How many cookies a session that is written takes")
			.register(registry);
		this.sealing = timers ? timer("jwt.session.tokens.sealing", "Time that it takes to encrypt a token") : null;
		this.opening = timers ? timer("jwt.session.tokens.opening", "Time that it takes to decrypt a session token")
				: null;
		TimeGauge
			.builder("jwt.session.clock.offset", this, TimeUnit.MILLISECONDS, (meters) -> meters.clockOffset.toMillis())
			.description("By how much the last token that was issued in the future was ahead of this instance")
			.register(registry);
		ofUnknownKey(OTHER);
	}

	/**
	 * Register what is counted for a key.
	 * @param keyId the key's id
	 * @param encrypts whether it encrypts
	 */
	void register(String keyId, boolean encrypts) {
		opened(keyId);
		if (encrypts) {
			sealed(keyId);
		}
	}

	@Override
	public void onSeal(String keyId) {
		sealed(keyId).increment();
	}

	@Override
	public void onOpen(String keyId) {
		opened(keyId).increment();
	}

	/**
	 * Anybody can make up names of keys: only the first few have a tag of their own.
	 */
	@Override
	public void onUnknownKey(String keyId) {
		boolean known = this.unknownKeys.contains(keyId);
		if (!known && this.unknownKeys.size() < MAX_UNKNOWN_KEYS && PLAUSIBLE_ID.matcher(keyId).matches()) {
			known = this.unknownKeys.add(keyId);
		}
		ofUnknownKey(known ? keyId : OTHER).increment();
	}

	@Override
	public void onFutureToken(Duration ahead) {
		this.clockOffset = ahead;
	}

	@Override
	public void onLostUpdate() {
		this.lostUpdates.increment();
	}

	@Override
	public void onRejection(RejectionReason reason) {
		increment(this.rejected.get(reason));
	}

	@Override
	public void onWrite(int size, int cookies) {
		this.size.record(size);
		this.cookies.record(cookies);
	}

	@Override
	public void onRefusedWrite(RefusedWrite reason) {
		increment(this.refused.get(reason));
	}

	@Override
	public boolean isTiming() {
		return this.sealing != null;
	}

	@Override
	public void onSealTime(long nanos) {
		record(this.sealing, nanos);
	}

	@Override
	public void onOpenTime(long nanos) {
		record(this.opening, nanos);
	}

	private static void increment(@Nullable Counter counter) {
		if (counter != null) {
			counter.increment();
		}
	}

	private static void record(@Nullable Timer timer, long nanos) {
		if (timer != null) {
			timer.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	private Counter sealed(String keyId) {
		return this.sealed.computeIfAbsent(keyId,
				(id) -> counter("jwt.session.tokens.sealed", "Tokens that were encrypted", "key", id));
	}

	private Counter opened(String keyId) {
		return this.opened.computeIfAbsent(keyId,
				(id) -> counter("jwt.session.tokens.opened", "Sessions that were read from a token", "key", id));
	}

	private Counter ofUnknownKey(String keyId) {
		return this.ofUnknownKey.computeIfAbsent(keyId, (id) -> counter("jwt.session.tokens.unknown-key",
				"Session tokens that name a key which this instance does not have", "key", id));
	}

	private Counter counter(String name, String description, String tag, String value) {
		return Counter.builder(name).description(description).tag(tag, value).register(this.registry);
	}

	private Timer timer(String name, String description) {
		return Timer.builder(name).description(description).register(this.registry);
	}

	private static String text(Enum<?> reason) {
		return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
