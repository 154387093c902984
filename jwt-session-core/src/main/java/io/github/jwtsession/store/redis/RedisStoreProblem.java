package io.github.jwtsession.store.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.jwtsession.store.StoreConfigurationException;
import io.github.jwtsession.store.redis.StoreKeys.Explanation;

/**
 * Tells a Redis that is configured wrongly, which does not pass by itself, from one that
 * does not answer: by the error that it replies, which all clients hand on.
 */
public final class RedisStoreProblem {

	private static final Explanation REFUSED = new Explanation("Redis refuses the connection",
			"Put right 'spring.data.redis.username' and 'spring.data.redis.password', or what the "
					+ "RedisConnectionFactory is made of.");

	private static final Explanation NO_DATABASE = new Explanation("Redis has no such database",
			"Put right 'spring.data.redis.database'.");

	private final String property;

	/**
	 * Explanations by what replies begin with. The first that fits is right.
	 */
	private final Map<String, Explanation> explanations = new LinkedHashMap<>();

	/**
	 * Create an instance.
	 * @param keys the store's keys
	 */
	public RedisStoreProblem(StoreKeys keys) {
		this.property = keys.property();
		add(keys.wrongType(), "WRONGTYPE");
		add(REFUSED, "NOAUTH", "WRONGPASS", "ERR invalid password", "ERR AUTH ", "ERR Client sent AUTH");
		add(keys.denied(), "NOPERM");
		add(NO_DATABASE, "ERR DB index", "ERR invalid DB index");
		add(keys.tooOld(), "ERR unknown command", "ERR wrong number of arguments", "ERR Unsupported option",
				"ERR syntax error");
	}

	private void add(Explanation explanation, String... replies) {
		List.of(replies).forEach((reply) -> this.explanations.put(reply, explanation));
	}

	/**
	 * What to throw for a command that failed.
	 * @param failure what it threw
	 * @return a {@link StoreConfigurationException} if the configuration is to blame,
	 * else the same
	 */
	public RuntimeException explain(RuntimeException failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String reply = String.valueOf(cause.getMessage());
			for (Map.Entry<String, Explanation> entry : this.explanations.entrySet()) {
				if (reply.startsWith(entry.getKey())) {
					Explanation explanation = entry.getValue();
					return new StoreConfigurationException("'%s.store' is 'redis', but %s: %s".formatted(this.property,
							explanation.reason(), reply.strip()), explanation.remedy(), cause);
				}
			}
		}
		return failure;
	}

}
