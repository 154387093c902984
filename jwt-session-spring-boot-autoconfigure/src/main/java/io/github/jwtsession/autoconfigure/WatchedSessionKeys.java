package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.github.jwtsession.key.ReloadableSessionKeys;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyStatus;
import io.github.jwtsession.key.SessionKeys;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Keys of files that are read again when a file has changed. What the files hold is
 * compared: an orchestrator replaces mounted files by way of symbolic links, of which a
 * file system does not tell reliably.
 */
final class WatchedSessionKeys implements SessionKeys, SmartLifecycle {

	private final List<Path> files;

	private final Duration interval;

	private final ReloadableSessionKeys keys;

	private byte[] digest;

	private @Nullable ScheduledExecutorService executor;

	/**
	 * Read the keys.
	 * @param source reads them, now and at each change
	 * @param files where they are
	 * @param interval how often to look for a change, above zero
	 */
	WatchedSessionKeys(Supplier<SessionKeys> source, List<Path> files, Duration interval) {
		this.files = List.copyOf(files);
		this.interval = interval;
		// before they are read, lest a change between the two be missed
		this.digest = digest();
		this.keys = new ReloadableSessionKeys(source);
	}

	@Override
	public SessionKey active() {
		return this.keys.active();
	}

	@Override
	public @Nullable SessionKey findById(String id) {
		return this.keys.findById(id);
	}

	@Override
	public List<SessionKeyStatus> status() {
		return this.keys.status();
	}

	@Override
	public synchronized void start() {
		ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "jwt-session-keys");
			thread.setDaemon(true);
			return thread;
		});
		long nanos = this.interval.toNanos();
		executor.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
		this.executor = executor;
	}

	@Override
	public synchronized void stop() {
		if (this.executor != null) {
			this.executor.shutdownNow();
			this.executor = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.executor != null;
	}

	/**
	 * Look once for a change.
	 */
	synchronized void look() {
		byte[] now = digest();
		if (!Arrays.equals(now, this.digest)) {
			this.digest = now;
			this.keys.reload();
		}
	}

	private byte[] digest() {
		MessageDigest all = sha256();
		this.files.forEach((file) -> all.update(digest(file)));
		return all.digest();
	}

	private static byte[] digest(Path file) {
		try {
			byte[] content = Files.readAllBytes(file);
			byte[] digest = sha256().digest(content);
			Arrays.fill(content, (byte) 0);
			return digest;
		}
		catch (IOException ex) {
			return new byte[0];
		}
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("There is no SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return this.keys.toString();
	}

}
