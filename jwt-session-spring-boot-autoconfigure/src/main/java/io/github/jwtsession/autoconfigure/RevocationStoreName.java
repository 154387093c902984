package io.github.jwtsession.autoconfigure;

import io.github.jwtsession.autoconfigure.JwtSessionProperties.Revocation.Store;
import io.github.jwtsession.revocation.MemoryRevocationRegistry;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.revocation.shared.SharedRevocationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * How an operator is told where revocations are kept.
 */
final class RevocationStoreName {

	private RevocationStoreName() {
	}

	/**
	 * The name of the store, as it is configured.
	 * @param registry the registry in use
	 * @param configured what is configured, which an application's own registry overrides
	 * @return the name, {@code null} for an application's own registry
	 */
	static @Nullable String of(RevocationRegistry registry, Store configured) {
		boolean ours = registry instanceof SharedRevocationRegistry || registry instanceof MemoryRevocationRegistry;
		return ours ? configured.toString() : null;
	}

}
