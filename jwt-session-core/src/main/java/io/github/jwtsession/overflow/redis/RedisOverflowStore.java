package io.github.jwtsession.overflow.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.jwtsession.overflow.OverflowStore;
import io.github.jwtsession.store.redis.RedisStoreProblem;
import io.github.jwtsession.store.redis.StoreKeys;
import io.github.jwtsession.store.redis.StoreKeys.Explanation;
import org.jspecify.annotations.Nullable;

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

	/**
	 * What Redis answers to PTTL if there is no such key.
	 */
	private static final long NO_KEY = -2;

	private static final boolean LETTUCE_PRESENT = ClassUtils.isPresent("io.lettuce.core.RedisClient",
			RedisOverflowStore.class.getClassLoader());

	private final RedisConnectionFactory connectionFactory;

	private final StringRedisTemplate redis;

	private final String keyPrefix;

	private final byte[] expiries;

	private final byte[] creations;

	private final byte[] lengths;

	private final byte[] sum;

	private final RedisStoreProblem problem;

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
		this.sum = bytes(keyPrefix + "bytes");
		this.problem = new RedisStoreProblem(keys(keyPrefix));
	}

	private static StoreKeys keys(String keyPrefix) {
		return new StoreKeys("jwt.session.overflow", new Explanation(
				"keys that begin with '%s' hold something else".formatted(keyPrefix),
				"Set 'jwt.session.overflow.redis.key-prefix' to what no other key begins with, or delete what is there."),
				new Explanation("the user of Redis may not use the keys that begin with '%s'".formatted(keyPrefix),
						("Let the user access these keys: ACL SETUSER <name> ~%s* +get +set +unlink +pexpire +pttl +sadd "
								+ "+srem +smembers +zadd +zrem +zrange +zrangebyscore +zcard +hset +hget +hdel +incrby +decrby")
							.formatted(keyPrefix)),
				new Explanation("this Redis does not know PEXPIRE with GT",
						"Use version 7 of Redis or later. With an earlier one set 'jwt.session.overflow.store' to 'jdbc'."));
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
		catch (RuntimeException ex) {
			throw this.problem.explain(ex);
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
				connection.stringCommands().incrBy(this.sum, blob.content().length);
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

	/**
	 * Each command concerns one key, as a cluster wants it.
	 */
	@Override
	public void transfer(Collection<Transfer> transfers) {
		List<Transfer> all = List.copyOf(transfers);
		List<Set<String>> members = members(all.stream().map(Transfer::from).toList());
		Map<String, Set<String>> carried = new HashMap<>();
		pipeline((connection) -> {
			for (int i = 0; i < all.size(); i++) {
				Transfer transfer = all.get(i);
				Set<String> ids = new LinkedHashSet<>(members.get(i));
				ids.addAll(carried.getOrDefault(transfer.from(), Set.of()));
				if (!ids.isEmpty()) {
					// The next one may go on from there.
					carried.computeIfAbsent(transfer.to(), (owner) -> new LinkedHashSet<>()).addAll(ids);
					transfer(connection, transfer, toBytes(ids));
				}
			}
		});
	}

	private void transfer(RedisConnection connection, Transfer transfer, byte[][] ids) {
		byte[] to = ownerKey(transfer.to());
		long time = time(transfer.now(), transfer.expiresAt());
		connection.setCommands().sAdd(to, ids);
		connection.keyCommands().pExpire(to, time, Condition.NX);
		connection.keyCommands().pExpire(to, time, Condition.GT);
		connection.setCommands().sRem(ownerKey(transfer.from()), ids);
	}

	/**
	 * The ids of the blobs of each owner.
	 */
	private List<Set<String>> members(List<String> owners) {
		List<Object> answers = pipeline(
				(connection) -> owners.forEach((owner) -> connection.setCommands().sMembers(ownerKey(owner))));
		return answers.stream().map(RedisOverflowStore::toIds).toList();
	}

	private static Set<String> toIds(@Nullable Object answer) {
		Set<String> ids = new LinkedHashSet<>();
		if (answer instanceof Collection<?> members) {
			members.forEach((member) -> ids.add(String.valueOf(member)));
		}
		return ids;
	}

	private static byte[][] toBytes(Collection<String> ids) {
		return ids.stream().map(RedisOverflowStore::bytes).toArray(byte[][]::new);
	}

	@Override
	public void delete(Collection<String> owners) {
		List<String> all = List.copyOf(owners);
		List<Set<String>> members = members(all);
		List<String> ids = members.stream().flatMap(Set::stream).distinct().toList();
		if (ids.isEmpty()) {
			return;
		}
		pipeline((connection) -> {
			ids.forEach((id) -> connection.keyCommands().unlink(blobKey(id)));
			for (int i = 0; i < all.size(); i++) {
				if (!members.get(i).isEmpty()) {
					connection.setCommands().sRem(ownerKey(all.get(i)), toBytes(members.get(i)));
				}
			}
		});
		deleteFromIndexes(ids);
	}

	/**
	 * Of several instances that delete the same, one takes its length off the sum.
	 */
	private void deleteFromIndexes(List<String> ids) {
		byte[][] members = toBytes(ids);
		List<Object> lengths = pipeline((connection) -> {
			connection.zSetCommands().zRem(this.expiries, members);
			connection.zSetCommands().zRem(this.creations, members);
			for (byte[] member : members) {
				connection.hashCommands().hGet(this.lengths, member);
				connection.hashCommands().hDel(this.lengths, member);
			}
		});
		long sum = 0;
		for (int i = 2; i + 1 < lengths.size(); i += 2) {
			boolean deleted = lengths.get(i + 1) instanceof Number count && count.longValue() > 0;
			sum += (deleted && lengths.get(i) != null) ? Long.parseLong(String.valueOf(lengths.get(i))) : 0;
		}
		if (sum > 0) {
			this.redis.opsForValue().decrement(this.keyPrefix + "bytes", sum);
		}
	}

	/**
	 * Redis deletes the blobs, by its own clock, and nobody else does: that of the
	 * instance may be wrong. What is deleted here is what stands beside those that are
	 * gone.
	 */
	@Override
	public int deleteExpired(Instant now, int limit) {
		Set<String> found = this.redis.opsForZSet()
			.rangeByScore(this.keyPrefix + "expiries", 0, (double) now.getEpochSecond() - 1, 0, limit);
		if (found == null || found.isEmpty()) {
			return 0;
		}
		List<String> ids = List.copyOf(found);
		List<Object> times = pipeline((connection) -> ids.forEach((id) -> connection.keyCommands().pTtl(blobKey(id))));
		List<String> gone = new ArrayList<>();
		pipeline((connection) -> {
			for (int i = 0; i < ids.size(); i++) {
				long time = (times.get(i) instanceof Number number) ? number.longValue() : 0;
				if (time == NO_KEY) {
					gone.add(ids.get(i));
				}
				else {
					// Not to be looked for again before it is gone.
					connection.zSetCommands()
						.zAdd(this.expiries, now.plusMillis(Math.max(time, 1000)).getEpochSecond() + 1,
								bytes(ids.get(i)), ZAddArgs.ifExists().gt());
				}
			}
		});
		if (!gone.isEmpty()) {
			deleteFromIndexes(gone);
		}
		return ids.size();
	}

	@Override
	public Statistics statistics() {
		Long count = this.redis.opsForZSet().zCard(this.keyPrefix + "expiries");
		String bytes = this.redis.opsForValue().get(this.keyPrefix + "bytes");
		return new Statistics((count != null) ? count : 0, (bytes != null) ? Math.max(Long.parseLong(bytes), 0) : 0,
				oldest());
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
