package io.github.jwtsession.token;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * Times in tokens: seconds since 1970 (RFC 7519 section 2).
 */
final class NumericDate {

	/**
	 * The last second of the year 9999. Far beyond it, times cannot be calculated with.
	 */
	private static final long MAX = 253_402_300_799L;

	private NumericDate() {
	}

	/**
	 * Read a time.
	 * @param seconds seconds since 1970
	 * @return the time
	 * @throws DateTimeException if it is before 1970 or after 9999
	 */
	static Instant of(long seconds) {
		if (seconds < 0 || seconds > MAX) {
			throw new DateTimeException("Not between 1970 and 9999");
		}
		return Instant.ofEpochSecond(seconds);
	}

	/**
	 * Read a time with a fraction.
	 * @param seconds seconds since 1970
	 * @return the time, to the millisecond
	 * @throws DateTimeException if it is before 1970 or after 9999
	 */
	static Instant of(double seconds) {
		long millis = Math.round(seconds * 1000);
		if (seconds < 0 || millis >= (MAX + 1) * 1000) {
			throw new DateTimeException("Not between 1970 and 9999");
		}
		return Instant.ofEpochMilli(millis);
	}

}
