package io.github.jwtsession.revocation.jdbc;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.Revocation.Kind;

/**
 * What the column {@code KIND} says: the kind in words, or, for a subject of which
 * something was taken back, its first letter and in eight hexadecimal digits the seconds
 * since 1970 up to which that is void. A version that does not know the latter skips it,
 * and a table that was made for that version holds it.
 *
 * @param kind what is revoked
 * @param supersedes up to when former revocations are void
 */
record JdbcKind(Kind kind, Instant supersedes) {

	private static final HexFormat HEX = HexFormat.of();

	private static final int DIGITS = 8;

	static String format(Revocation revocation) {
		String word = revocation.kind().name().toLowerCase(Locale.ROOT);
		long supersedes = revocation.supersedes().getEpochSecond();
		return (supersedes == 0) ? word : word.charAt(0) + HEX.toHexDigits(supersedes, DIGITS);
	}

	/**
	 * Read what {@link #format} wrote.
	 * @throws IllegalArgumentException if it did not
	 */
	static JdbcKind parse(String value) {
		if (value.length() == 1 + DIGITS && HexFormat.isHexDigit(value.charAt(1))) {
			Instant supersedes = Instant.ofEpochSecond(HexFormat.fromHexDigitsToLong(value, 1, 1 + DIGITS));
			return switch (value.charAt(0)) {
				case 'p' -> new JdbcKind(Kind.PRINCIPAL, supersedes);
				case 'a' -> new JdbcKind(Kind.ALL, supersedes);
				default -> throw new IllegalArgumentException("Not a kind of revocation");
			};
		}
		return new JdbcKind(Kind.valueOf(value.toUpperCase(Locale.ROOT)), Instant.EPOCH);
	}

}
