package io.github.jwtsession.autoconfigure;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

import io.github.jwtsession.key.SessionKeyException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.UrlResource;

/**
 * A file that is to hold keys, and what may be wrong with it.
 *
 * @param property the property that names it, in quotes
 * @param location the property's value
 * @param resource what is there
 */
record KeyFile(String property, String location, Resource resource) {

	private static final Pattern PREFIX = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

	/**
	 * Refuse a file that nobody can read.
	 * @param advice what to do if there is none
	 */
	void requireReadable(String advice) {
		File file = file();
		if (!this.resource.exists()) {
			throw missing(advice);
		}
		if (file == null) {
			return;
		}
		if (file.isDirectory()) {
			throw new SessionKeyException("%s names %s, which is a directory.".formatted(this.property, description()),
					"Set it to a file in there.");
		}
		if (!file.canRead()) {
			throw forbidden();
		}
		if (file.length() == 0) {
			throw new SessionKeyException("%s names %s, which is empty.".formatted(this.property, description()),
					advice);
		}
	}

	/**
	 * Whether a value begins with a prefix, known or not. A letter of Windows is none.
	 */
	static boolean hasPrefix(String value) {
		return PREFIX.matcher(value).matches();
	}

	private SessionKeyException missing(String advice) {
		UnsetPlaceholder.refuse(this.property, this.location);
		if (isBehindClosedDirectory()) {
			return forbidden();
		}
		boolean hasPrefix = hasPrefix(this.location);
		boolean isKnown = this.resource instanceof ClassPathResource || this.resource.isFile()
				|| this.resource instanceof UrlResource;
		if (hasPrefix && !isKnown) {
			return new SessionKeyException(
					"%s is '%s', which begins with a prefix that is not known.".formatted(this.property, this.location),
					"Let it begin with 'file:' or 'classpath:'.");
		}
		if (hasPrefix) {
			return new SessionKeyException("%s names %s, which does not exist.".formatted(this.property, description()),
					advice);
		}
		return new SessionKeyException(
				"%s is '%s', without 'file:' before it: it was looked for in the application, not in the file system."
					.formatted(this.property, this.location),
				"Set it to 'file:%s'.".formatted(this.location));
	}

	private boolean isBehindClosedDirectory() {
		File parent = file();
		while (parent != null && !parent.exists()) {
			parent = parent.getParentFile();
		}
		return parent != null && parent.isDirectory() && !parent.canExecute();
	}

	private SessionKeyException forbidden() {
		return new SessionKeyException(
				"%s names %s, which this process may not read.".formatted(this.property, description()),
				"Let the user '%s' read it.".formatted(System.getProperty("user.name")));
	}

	/**
	 * Explain why the file could not be read after all.
	 */
	SessionKeyException unreadable(IOException ex, String advice) {
		boolean denied = ex instanceof AccessDeniedException
				|| (ex instanceof FileNotFoundException && String.valueOf(ex.getMessage()).contains("denied"));
		if (denied) {
			return forbidden();
		}
		if (ex instanceof FileNotFoundException || ex instanceof NoSuchFileException) {
			return missing(advice);
		}
		return new SessionKeyException(
				"%s names %s, which cannot be read: %s".formatted(this.property, description(), ex.getMessage()),
				"Correct %s.".formatted(this.property));
	}

	/**
	 * Whether something would be lost if it were replaced.
	 */
	boolean hasContent() {
		File file = file();
		return file != null && file.isFile() && file.length() > 0;
	}

	String description() {
		String path = path();
		return (path != null) ? path : this.resource.getDescription();
	}

	/**
	 * Where it is in the file system, {@code null} if it is not there.
	 */
	@Nullable String path() {
		File file = file();
		return (file != null) ? file.getPath() : null;
	}

	private @Nullable File file() {
		try {
			return this.resource.isFile() ? this.resource.getFile() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
