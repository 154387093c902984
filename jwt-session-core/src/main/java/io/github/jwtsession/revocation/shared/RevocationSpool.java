package io.github.jwtsession.revocation.shared;

import io.github.jwtsession.store.StoreConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

import io.github.jwtsession.revocation.Revocation;
import io.github.jwtsession.revocation.Revocation.Kind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of revocations that could not be written to the store, one JSON object a line.
 * It belongs to one running instance, which locks it, and nobody but the owner may read
 * it. A line is appended and forced to the disk before a logout is answered; one that was
 * cut off is no JSON and is skipped. Used by one thread at a time.
 */
final class RevocationSpool {

	private static final String OWNER_ONLY = "rw-------";

	private static final Log logger = LogFactory.getLog(RevocationSpool.class);

	private final JsonMapper mapper = new JsonMapper();

	private final Path path;

	private @Nullable FileChannel channel;

	private boolean failing;

	/**
	 * Create a spool.
	 * @param path the file, which is made if there is none
	 */
	RevocationSpool(Path path) {
		this.path = path;
	}

	/**
	 * Open the file.
	 * @param now the time
	 * @param consumer takes each revocation in it
	 * @return how many there are
	 * @throws StoreConfigurationException if the file cannot be used
	 */
	int open(Instant now, Consumer<Revocation> consumer) {
		try {
			FileChannel channel = openAndLock();
			this.channel = channel;
			return read(Channels.newInputStream(channel).readAllBytes(), now, consumer);
		}
		catch (IOException ex) {
			throw unusable("it cannot be opened for reading and writing", ex);
		}
	}

	private FileChannel openAndLock() throws IOException {
		boolean posix = this.path.getFileSystem().supportedFileAttributeViews().contains("posix");
		FileAttribute<?>[] attributes = posix
				? new FileAttribute<?>[] {
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)) }
				: new FileAttribute<?>[0];
		FileChannel channel = FileChannel.open(this.path,
				Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), attributes);
		try {
			if (channel.tryLock() != null) {
				restrict(posix);
				return channel;
			}
		}
		catch (OverlappingFileLockException ex) {
			// by an instance in the same virtual machine
		}
		channel.close();
		throw unusable("another instance that runs uses it", null);
	}

	/**
	 * The file may have been there before.
	 */
	private void restrict(boolean posix) throws IOException {
		if (posix) {
			Files.getFileAttributeView(this.path, PosixFileAttributeView.class)
				.setPermissions(PosixFilePermissions.fromString(OWNER_ONLY));
		}
	}

	private StoreConfigurationException unusable(String reason, @Nullable IOException ex) {
		return new StoreConfigurationException(
				"'jwt.session.revocation.spool' is '%s', but %s.".formatted(this.path, reason),
				"Name a file in a directory that exists and that the application may write to, another one for each "
						+ "instance on this machine, or leave the property out.",
				ex);
	}

	private int read(byte[] bytes, Instant now, Consumer<Revocation> consumer) {
		int count = 0;
		int damaged = 0;
		// what is no UTF-8 is no JSON either
		for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
			if (line.isEmpty()) {
				continue;
			}
			try {
				consumer.accept(this.mapper.readValue(line, Line.class).toRevocation(now));
				count++;
			}
			catch (JacksonException | IllegalArgumentException | DateTimeException | ArithmeticException ex) {
				damaged++;
			}
		}
		if (damaged > 0) {
			logger
				.warn("%d lines of the spool %s are damaged and are skipped, %d are read: sessions that they ended may "
					.formatted(damaged, this.path, count) + "still be accepted until they expire");
		}
		return count;
	}

	/**
	 * Keep a revocation. A file that cannot be written to is one warning.
	 * @param revocation the revocation
	 * @param since since when the store did not answer
	 */
	void append(Revocation revocation, Instant since) {
		FileChannel channel = this.channel;
		if (channel == null) {
			return;
		}
		// A line that was cut off before is not continued by this one.
		byte[] line = ("\n" + this.mapper.writeValueAsString(Line.of(revocation, since)) + "\n")
			.getBytes(StandardCharsets.UTF_8);
		try {
			writeFully(channel, ByteBuffer.wrap(line), channel.size());
			channel.force(false);
			this.failing = false;
		}
		catch (IOException ex) {
			warnOnce(ex);
		}
	}

	private static void writeFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
		long end = position;
		while (bytes.hasRemaining()) {
			end += channel.write(bytes, end);
		}
	}

	private void warnOnce(IOException ex) {
		if (!this.failing) {
			this.failing = true;
			logger.warn("The spool %s cannot be written: %s. Revocations that are not in the store yet are lost if "
				.formatted(this.path, FailureMessage.of(ex)) + "this instance stops");
		}
	}

	/**
	 * All is in the store.
	 */
	void clear() {
		FileChannel channel = this.channel;
		if (channel == null) {
			return;
		}
		try {
			channel.truncate(0);
			channel.force(false);
		}
		catch (IOException ex) {
			// what is in the store already is no news to it
			warnOnce(ex);
		}
	}

	void close() {
		FileChannel channel = this.channel;
		this.channel = null;
		if (channel == null) {
			return;
		}
		try {
			channel.close();
		}
		catch (IOException ex) {
			logger.debug("The spool was not closed", ex);
		}
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

	/**
	 * A line of the file.
	 *
	 * @param kind what is revoked
	 * @param subject of which session or principal
	 * @param issuedBefore milliseconds since 1970
	 * @param until seconds since 1970
	 * @param supersedes seconds since 1970
	 * @param since since when the store did not answer, in seconds since 1970
	 */
	private record Line(Kind kind, String subject, long issuedBefore, long until, long supersedes, long since) {

		static Line of(Revocation revocation, Instant since) {
			return new Line(revocation.kind(), revocation.subject(), revocation.issuedBefore().toEpochMilli(),
					revocation.until().getEpochSecond(), revocation.supersedes().getEpochSecond(),
					since.getEpochSecond());
		}

		/**
		 * It is remembered for as much longer as it was late: other instances may have
		 * gone on renewing sessions.
		 */
		Revocation toRevocation(Instant now) {
			if (this.kind == null || this.subject == null) {
				throw new IllegalArgumentException("Not a revocation");
			}
			Duration late = Duration.between(Instant.ofEpochSecond(this.since), now);
			return new Revocation(this.kind, this.subject, Instant.ofEpochMilli(this.issuedBefore),
					Instant.ofEpochSecond(this.until).plus(late.isNegative() ? Duration.ZERO : late),
					Instant.ofEpochSecond(this.supersedes));
		}

	}

}
