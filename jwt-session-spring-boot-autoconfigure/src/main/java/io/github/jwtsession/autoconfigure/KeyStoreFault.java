package io.github.jwtsession.autoconfigure;

import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.UnrecoverableKeyException;

import io.github.jwtsession.key.SessionKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Why a keystore could not be loaded, though its file could be read.
 */
enum KeyStoreFault {

	/**
	 * The password is not the keystore's.
	 */
	PASSWORD,

	/**
	 * There are no keystores of that type.
	 */
	TYPE,

	/**
	 * The file is none, or one of another type.
	 */
	CONTENT;

	/**
	 * Tell it by the exception.
	 */
	static KeyStoreFault of(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnrecoverableKeyException) {
				return PASSWORD;
			}
			if (cause instanceof KeyStoreException && cause.getCause() instanceof NoSuchAlgorithmException) {
				return TYPE;
			}
		}
		return CONTENT;
	}

	/**
	 * Explain it.
	 * @param keyStore the keystore's file
	 * @param type its type, as it is configured
	 * @param property the prefix of the properties that configure it
	 * @param listCommand the command that shows what a file holds
	 */
	SessionKeyException explain(String keyStore, String type, String property, @Nullable String listCommand) {
		return switch (this) {
			case PASSWORD -> new SessionKeyException("The password does not open the keystore %s.".formatted(keyStore),
					"Correct '%s.password'.".formatted(property));
			case TYPE -> new SessionKeyException("There are no keystores of type '%s'.".formatted(type),
					"Set '%s.type' to the type that the keystore was made with, PKCS12 for instance."
						.formatted(property));
			case CONTENT -> new SessionKeyException(
					"The file %s is no keystore of type %s, is damaged, or protected by an algorithm that this Java does not have."
						.formatted(keyStore, type),
					"Correct '%s.location' or '%s.type'.%s".formatted(property, property, (listCommand != null)
							? " This shows whether the file is a keystore:" + KeyCommands.indent(listCommand) : ""));
		};
	}

}
