package io.github.jwtsession.store.redis;

/**
 * The keys of a store, as far as messages tell of them.
 *
 * @param property what all properties of the store begin with, without a dot at the end
 * @param wrongType what is the matter if a key holds something else
 * @param denied what is the matter if the user of Redis may not use them
 * @param tooOld what is the matter if Redis does not know a command
 */
public record StoreKeys(String property, Explanation wrongType, Explanation denied, Explanation tooOld) {

	/**
	 * What is the matter, and what to do about it.
	 *
	 * @param reason what follows "but", without a full stop
	 * @param remedy one or more sentences
	 */
	public record Explanation(String reason, String remedy) {

	}

}
