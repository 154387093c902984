package io.github.jwtsession.revocation.redis;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.Revocation.Kind;
import io.github.jwtsession.revocation.shared.RevocationStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import io.github.jwtsession.store.redis.RedisStoreProblem;
import io.github.jwtsession.store.redis.StoreKeys;
import io.github.jwtsession.store.redis.StoreKeys.Explanation;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.util.ClassUtils;

/**
 * Revocations in a Redis stream, one entry each. A message on a channel of the stream's
 * name says that there is something new.
 */
public final class RedisRevocationStore implements RevocationStore {

	/**
	 * The key that is used if there is no reason for another.
	 */
	public static final String DEFAULT_KEY = "jwt-session:revocations";

	private static final boolean LETTUCE_PRESENT = ClassUtils.isPresent("io.lettuce.core.RedisClient",
			RedisRevocationStore.class.getClassLoader());

	private static final Log logger = LogFactory.getLog(RedisRevocationStore.class);

	private final RedisConnectionFactory connectionFactory;

	private final StringRedisTemplate redis;

	private final String key;

	private final String claimKey;

	private final RedisStoreProblem problem;

	private final AtomicBoolean warnedOfClaim = new AtomicBoolean();

	@GuardedBy("this")
	private @Nullable RedisMessageListenerContainer container;

	/**
	 * Create a store.
	 * @param connectionFactory connects to Redis
	 * @param key the key of the stream, and the name of the channel. The key of claims is
	 * the same and ends in {@code :claim}
	 */
	public RedisRevocationStore(RedisConnectionFactory connectionFactory, String key) {
		this.connectionFactory = connectionFactory;
		this.redis = new StringRedisTemplate(connectionFactory);
		this.key = key;
		this.claimKey = key + ":claim";
		this.problem = new RedisStoreProblem(keys(key));
	}

	private static StoreKeys keys(String key) {
		return new StoreKeys("jwt.session.revocation", new Explanation(
				"the key '%s' holds something else than a stream".formatted(key),
				"Set 'jwt.session.revocation.redis.key' to a key that nothing else uses, or delete what is there."),
				new Explanation("the user of Redis may not use the key '%s'".formatted(key),
						("Let the user access this key, the one that ends in ':claim' besides and the channel of the same name: "
								+ "ACL SETUSER <name> ~%1$s ~%1$s:claim &%1$s +xadd +xrange +xdel +publish +subscribe +set +get +del "
								+ "+pexpire")
							.formatted(key)),
				new Explanation("this Redis has no streams",
						"Use version 5 of Redis or later. In an earlier one set 'jwt.session.revocation.store' to 'jdbc'."));
	}

	@Override
	public void append(Collection<Revocation> revocations) {
		try {
			appendPipelined(revocations);
		}
		catch (RuntimeException ex) {
			throw this.problem.explain(ex);
		}
	}

	// What is pipelined returns null. The annotation that says so is not read by javac
	// 17.
	@SuppressWarnings("NullAway")
	private void appendPipelined(Collection<Revocation> revocations) {
		byte[] key = bytes(this.key);
		this.redis.executePipelined((RedisCallback<@Nullable Object>) (connection) -> {
			for (Revocation revocation : revocations) {
				connection.streamCommands().xAdd(StreamRecords.rawBytes(toFields(revocation)).withStreamKey(key));
			}
			connection.publish(key, new byte[0]);
			return null;
		});
	}

	private static Map<byte[], byte[]> toFields(Revocation revocation) {
		Map<byte[], byte[]> fields = new LinkedHashMap<>();
		fields.put(bytes("kind"), bytes(revocation.kind().name().toLowerCase(Locale.ROOT)));
		fields.put(bytes("subject"), bytes(revocation.subject()));
		fields.put(bytes("issued-before"), bytes(String.valueOf(revocation.issuedBefore().toEpochMilli())));
		fields.put(bytes("expires-at"), bytes(String.valueOf(revocation.until().getEpochSecond())));
		if (!revocation.supersedes().equals(Instant.EPOCH)) {
			fields.put(bytes("supersedes"), bytes(String.valueOf(revocation.supersedes().getEpochSecond())));
		}
		return fields;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public List<Stored> read(@Nullable Position from, int limit) {
		try {
			return readRange(from, limit);
		}
		catch (RuntimeException ex) {
			throw this.problem.explain(ex);
		}
	}

	private List<Stored> readRange(@Nullable Position from, int limit) {
		Bound<String> first = (from != null) ? Bound.inclusive(toId(from)) : Bound.unbounded();
		List<MapRecord<String, String, String>> entries = this.redis.<String, String>opsForStream()
			.range(this.key, Range.of(first, Bound.unbounded()), Limit.limit().count(limit));
		return (entries != null) ? entries.stream().map(RedisRevocationStore::fromEntry).toList() : List.of();
	}

	private static Stored fromEntry(MapRecord<String, String, String> entry) {
		RecordId id = entry.getId();
		// The id of an entry that was read has both parts.
		Position position = new Position(Objects.requireNonNull(id.getTimestamp()),
				Objects.requireNonNull(id.getSequence()));
		return new Stored(position, toRevocation(entry.getValue()));
	}

	private static @Nullable Revocation toRevocation(Map<String, String> fields) {
		try {
			return new Revocation(Kind.valueOf(field(fields, "kind").toUpperCase(Locale.ROOT)),
					field(fields, "subject"), Instant.ofEpochMilli(Long.parseLong(field(fields, "issued-before"))),
					Instant.ofEpochSecond(Long.parseLong(field(fields, "expires-at"))),
					Instant.ofEpochSecond(Long.parseLong(fields.getOrDefault("supersedes", "0"))));
		}
		catch (IllegalArgumentException | DateTimeException ex) {
			return null;
		}
	}

	private static String field(Map<String, String> fields, String name) {
		String value = fields.get(name);
		if (value == null) {
			throw new IllegalArgumentException("An entry of the stream of revocations has no field '" + name + "'");
		}
		return value;
	}

	private static String toId(Position position) {
		return position.major() + "-" + position.minor();
	}

	/**
	 * Redis does one thing after another.
	 */
	@Override
	public Duration overlap() {
		return Duration.ZERO;
	}

	@Override
	public void delete(Collection<Position> positions) {
		this.redis.opsForStream()
			.delete(this.key, positions.stream().map(RedisRevocationStore::toId).toArray(String[]::new));
	}

	@Override
	public boolean claimRepair(String owner, Duration lease) {
		try {
			return Boolean.TRUE.equals(this.redis.opsForValue().setIfAbsent(this.claimKey, owner, lease))
					|| (owner.equals(this.redis.opsForValue().get(this.claimKey))
							&& Boolean.TRUE.equals(this.redis.expire(this.claimKey, lease)));
		}
		catch (RedisSystemException ex) {
			warnOfClaimOnce();
			return true;
		}
	}

	@Override
	public void releaseRepair(String owner) {
		try {
			if (owner.equals(this.redis.opsForValue().get(this.claimKey))) {
				this.redis.delete(this.claimKey);
			}
		}
		catch (RedisSystemException ex) {
			warnOfClaimOnce();
		}
	}

	private void warnOfClaimOnce() {
		if (this.warnedOfClaim.compareAndSet(false, true)) {
			logger.warn("The key '%s' cannot be used: after a loss each instance writes what is missing, so that it is "
				.formatted(this.claimKey) + "there several times. Let the user of Redis access the key");
		}
	}

	/**
	 * The channel is a means to be faster, and nothing else.
	 */
	@Override
	public synchronized void listen(Runnable listener) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(this.connectionFactory);
		container.addMessageListener((message, pattern) -> listener.run(), new ChannelTopic(this.key));
		try {
			container.afterPropertiesSet();
			container.start();
			this.container = container;
		}
		catch (RuntimeException ex) {
			destroy(container);
			throw ex;
		}
	}

	/**
	 * Lettuce has one connection for all, and sends what it is given into one that has
	 * died until the operating system notices, a quarter of an hour later.
	 */
	@Override
	public void reset() {
		if (LETTUCE_PRESENT) {
			LettuceReset.reset(this.connectionFactory);
		}
	}

	@Override
	public synchronized void close() {
		if (this.container != null) {
			destroy(this.container);
			this.container = null;
		}
	}

	/**
	 * Loaded only where Lettuce is there.
	 */
	private static final class LettuceReset {

		static void reset(RedisConnectionFactory connectionFactory) {
			if (connectionFactory instanceof LettuceConnectionFactory lettuce) {
				lettuce.resetConnection();
			}
		}

	}

	private static void destroy(RedisMessageListenerContainer container) {
		try {
			container.destroy();
		}
		catch (Exception ex) {
			logger.debug("The listener for revocations was not stopped", ex);
		}
	}

}
