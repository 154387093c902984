package io.github.jwtsession.attribute.jackson;

import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.TokenStreamContext;

/**
 * Where within an attribute a type was met that cannot be written, in Java's words:
 * {@code items[3].product.category}.
 */
public final class WritePath {

	/**
	 * What stands for the place in a set, or a map with keys that are no strings.
	 */
	private static final String ANY = "[]";

	private WritePath() {
	}

	/**
	 * Add the place that is being written, unless it is known already.
	 * @param ex what was thrown
	 * @param json what was written with, in the state in which it was left
	 * @return the exception to throw
	 */
	static RuntimeException addTo(RuntimeException ex, JsonGenerator json) {
		UnsupportedTypeException refusal = refusal(ex);
		if (refusal == null || isComplete(refusal)) {
			return ex;
		}
		String path = of(json.streamWriteContext()) + ((refusal.getPath() != null) ? refusal.getPath() : "");
		return new UnsupportedTypeException(String.valueOf(refusal.getMessage()), path);
	}

	/**
	 * An element of a set or a map was written apart from the rest.
	 * @param ex what was thrown
	 * @param json what the element was written with
	 * @return the exception to throw
	 */
	public static RuntimeException ofElement(RuntimeException ex, JsonGenerator json) {
		UnsupportedTypeException refusal = refusal(ex);
		if (refusal == null) {
			return ex;
		}
		String path = (refusal.getPath() != null) ? refusal.getPath() : of(json.streamWriteContext());
		String separator = (path.isEmpty() || path.startsWith("[")) ? "" : ".";
		return new UnsupportedTypeException(String.valueOf(refusal.getMessage()), ANY + separator + path);
	}

	private static boolean isComplete(UnsupportedTypeException refusal) {
		return refusal.getPath() != null && !refusal.getPath().startsWith(ANY);
	}

	private static @Nullable UnsupportedTypeException refusal(RuntimeException ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnsupportedTypeException refusal) {
				return refusal;
			}
		}
		return null;
	}

	private static String of(TokenStreamContext place) {
		StringBuilder path = new StringBuilder();
		if (place.inArray()) {
			// Nothing has been written of the element.
			append(place.getParent(), path);
			path.append('[').append(place.getEntryCount()).append(']');
		}
		else {
			append(place, path);
		}
		return path.toString();
	}

	/**
	 * Marks of types are no part of the path.
	 */
	private static void append(@Nullable TokenStreamContext place, StringBuilder path) {
		if (place == null || place.inRoot()) {
			return;
		}
		append(place.getParent(), path);
		if (place.inArray()) {
			path.append('[').append(place.getCurrentIndex()).append(']');
		}
		else if (place.currentName() != null && !place.currentName().startsWith(TypeIds.MARK)) {
			path.append(path.isEmpty() ? "" : ".").append(place.currentName());
		}
	}

}
