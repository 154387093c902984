package io.github.jwtsession.revocation.redis;

import java.util.List;

import io.github.jwtsession.revocation.shared.RevocationStoreException;

/**
 * Tells a Redis that is configured wrongly, which does not pass by itself, from one that
 * does not answer: by the error that it replies, which all clients hand on.
 */
enum RedisStoreProblem {

	WRONG_TYPE(List.of("WRONGTYPE"), "the key '%s' holds something else than a stream",
			"Set 'jwt.session.revocation.redis.key' to a key that nothing else uses, or delete what is there."),

	REFUSED(List.of("NOAUTH", "WRONGPASS", "ERR invalid password", "ERR AUTH ", "ERR Client sent AUTH"),
			"Redis refuses the connection",
			"Put right 'spring.data.redis.username' and 'spring.data.redis.password', or what the "
					+ "RedisConnectionFactory is made of."),

	DENIED(List.of("NOPERM"), "the user of Redis may not use the key '%s'",
			"Let the user access this key, the one that ends in ':claim' besides and the channel of the same name: "
					+ "ACL SETUSER <name> ~%1$s ~%1$s:claim &%1$s +xadd +xrange +xdel +publish +subscribe +set +get +del "
					+ "+pexpire"),

	TOO_OLD(List.of("ERR unknown command"), "this Redis has no streams",
			"Use version 5 of Redis or later. In an earlier one set 'jwt.session.revocation.store' to 'jdbc'."),

	NO_DATABASE(List.of("ERR DB index", "ERR invalid DB index"), "Redis has no such database",
			"Put right 'spring.data.redis.database'.");

	private final List<String> replies;

	private final String reason;

	private final String remedy;

	RedisStoreProblem(List<String> replies, String reason, String remedy) {
		this.replies = replies;
		this.reason = reason;
		this.remedy = remedy;
	}

	/**
	 * What to throw for a command that failed.
	 * @param failure what it threw
	 * @param key the key of the stream
	 * @return a {@link RevocationStoreException} if the configuration is to blame, else
	 * the same
	 */
	static RuntimeException explain(RuntimeException failure, String key) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String reply = String.valueOf(cause.getMessage());
			for (RedisStoreProblem problem : values()) {
				if (problem.replies.stream().anyMatch(reply::startsWith)) {
					return new RevocationStoreException("'jwt.session.revocation.store' is 'redis', but %s: %s"
						.formatted(problem.reason.formatted(key), reply), problem.remedy.formatted(key), cause);
				}
			}
		}
		return failure;
	}

}
