package io.github.jwtsession.overflow.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.overflow.OverflowStoreException;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.ExpirationOptions.Condition;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.util.ClassUtils;

/**
 * Blobs in Redis 7 or later, a key each, which Redis deletes by itself. Beside them stand
 * the ids of an owner's, and what there is in all: when each expires, when it was made
 * and how long it is.
 */
public final class RedisOverflowStore implements OverflowStore {

	/**
	 * The prefix that is used if there is no reason for another.
	 */
	public static final String DEFAULT_KEY_PREFIX = "jwt-session:overflow:";

	private static final boolean LETTUCE_PRESENT = ClassUtils.isPresent("io.lettuce.core.RedisClient",
			RedisOverflowStore.class.getClassLoader());

	private final RedisConnectionFactory connectionFactory;

	private final StringRedisTemplate redis;

	private final String keyPrefix;

	private final byte[] expiries;

	private final byte[] creations;

	private final byte[] lengths;

	/**
	 * Create a store.
	 * @param connectionFactory connects to Redis
	 * @param keyPrefix what all keys begin with
	 */
	public RedisOverflowStore(RedisConnectionFactory connectionFactory, String keyPrefix) {
		this.connectionFactory = connectionFactory;
		this.redis = new StringRedisTemplate(connectionFactory);
		this.keyPrefix = keyPrefix;
		this.expiries = bytes(keyPrefix + "expiries");
		this.creations = bytes(keyPrefix + "creations");
		this.lengths = bytes(keyPrefix + "lengths");
	}

	private byte[] blobKey(String id) {
		return bytes(this.keyPrefix + "blob:" + id);
	}

	private byte[] ownerKey(String owner) {
		return bytes(this.keyPrefix + "owner:" + owner);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * What is pipelined returns null. The annotation that says so is not read by javac
	 * 17.
	 */
	@SuppressWarnings("NullAway")
	private List<Object> pipeline(Consumer<RedisConnection> commands) {
		return this.redis.executePipelined((RedisCallback<@Nullable Object>) (connection) -> {
			commands.accept(connection);
			return null;
		});
	}

	/**
	 * Redis before version 7 has no such conditions.
	 */
	@Override
	public void verify() {
		byte[] key = bytes(this.keyPrefix + "probe");
		try {
			this.redis.execute(
					(RedisCallback<Boolean>) (connection) -> connection.keyCommands().pExpire(key, 1000, Condition.GT));
		}
		catch (RedisSystemException ex) {
			String message = String.valueOf(ex.getMostSpecificCause().getMessage()).strip();
			if (!message.startsWith("ERR") && !message.startsWith("NOPERM")) {
				// It is loading its data, for instance.
				throw ex;
			}
			throw new OverflowStoreException(
					"'jwt.session.overflow.store' is 'redis', but Redis refuses PEXPIRE with GT: " + message,
					"Use Redis 7 or later, with a user who may write to the keys that begin with '%s'."
						.formatted(this.keyPrefix),
					ex);
		}
	}

	/**
	 * The blob comes last: whatever is there is known, and is deleted.
	 */
	@Override
	public void put(Collection<Blob> blobs) {
		pipeline((connection) -> {
			for (Blob blob : blobs) {
				byte[] id = bytes(blob.id());
				byte[] ownerKey = ownerKey(blob.owner());
				long time = time(blob.createdAt(), blob.expiresAt());
				connection.setCommands().sAdd(ownerKey, id);
				connection.keyCommands().pExpire(ownerKey, time, Condition.NX);
				connection.keyCommands().pExpire(ownerKey, time, Condition.GT);
				connection.zSetCommands().zAdd(this.expiries, blob.expiresAt().getEpochSecond(), id);
				connection.zSetCommands().zAdd(this.creations, blob.createdAt().getEpochSecond(), id);
				connection.hashCommands().hSet(this.lengths, id, bytes(String.valueOf(blob.content().length)));
				connection.stringCommands()
					.set(blobKey(blob.id()), blob.content(), SetCondition.upsert(), Expiration.milliseconds(time));
			}
		});
	}

	/**
	 * Redis measures times by a clock of its own.
	 */
	private static long time(Instant now, Instant expiresAt) {
		return Math.max(Duration.between(now, expiresAt).toMillis(), 1);
	}

	@Override
	public byte @Nullable [] get(String id) {
		return this.redis
			.execute((RedisCallback<byte @Nullable []>) (connection) -> connection.stringCommands().get(blobKey(id)));
	}

	@Override
	public void extend(Collection<Extension> extensions) {
		pipeline((connection) -> {
			for (Extension extension : extensions) {
				long time = time(extension.now(), extension.expiresAt());
				connection.keyCommands().pExpire(blobKey(extension.id()), time, Condition.GT);
				connection.keyCommands().pExpire(ownerKey(extension.owner()), time, Condition.GT);
				connection.zSetCommands()
					.zAdd(this.expiries, extension.expiresAt().getEpochSecond(), bytes(extension.id()),
							ZAddArgs.ifExists().gt());
			}
		});
	}

	@Override
	public void delete(Collection<String> owners) {
		for (String owner : owners) {
			Set<String> ids = this.redis.opsForSet().members(this.keyPrefix + "owner:" + owner);
			if (ids != null && !ids.isEmpty()) {
				delete(List.copyOf(ids), ownerKey(owner));
			}
		}
	}

	private void delete(List<String> ids, byte @Nullable [] ownerKey) {
		byte[][] members = ids.stream().map(RedisOverflowStore::bytes).toArray(byte[][]::new);
		pipeline((connection) -> {
			ids.forEach((id) -> connection.keyCommands().unlink(blobKey(id)));
			connection.zSetCommands().zRem(this.expiries, members);
			connection.zSetCommands().zRem(this.creations, members);
			connection.hashCommands().hDel(this.lengths, members);
			if (ownerKey != null) {
				connection.keyCommands().unlink(ownerKey);
			}
		});
	}

	/**
	 * Redis has deleted the blobs, but not what stands beside them; unless its clock is
	 * slow.
	 */
	@Override
	public int deleteExpired(Instant now, int limit) {
		Set<String> ids = this.redis.opsForZSet()
			.rangeByScore(this.keyPrefix + "expiries", 0, (double) now.getEpochSecond() - 1, 0, limit);
		if (ids == null || ids.isEmpty()) {
			return 0;
		}
		delete(List.copyOf(ids), null);
		return ids.size();
	}

	@Override
	public Statistics statistics() {
		long count = 0;
		long bytes = 0;
		for (String length : this.redis.<String, String>opsForHash().values(this.keyPrefix + "lengths")) {
			count++;
			bytes += Long.parseLong(length);
		}
		return new Statistics(count, bytes, oldest());
	}

	private @Nullable Instant oldest() {
		Set<TypedTuple<String>> first = this.redis.opsForZSet().rangeWithScores(this.keyPrefix + "creations", 0, 0);
		Double createdAt = (first != null && !first.isEmpty()) ? first.iterator().next().getScore() : null;
		return (createdAt != null) ? Instant.ofEpochSecond(createdAt.longValue()) : null;
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

}
