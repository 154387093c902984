package io.github.jwtsession.revocation;

import java.time.Instant;

import io.github.jwtsession.SessionRevocations;

/**
 * Revocations of an application that is configured to revoke nothing. Each method throws
 * {@link UnsupportedOperationException} and says what to configure instead.
 */
public final class UnsupportedSessionRevocations implements SessionRevocations {

	@Override
	public void revokeSession(String sessionId) {
		throw unsupported();
	}

	@Override
	public void revokePrincipal(String name) {
		throw unsupported();
	}

	@Override
	public void revokePrincipal(String name, Instant issuedBefore) {
		throw unsupported();
	}

	@Override
	public void revokeAll() {
		throw unsupported();
	}

	@Override
	public void revokeAll(Instant issuedBefore) {
		throw unsupported();
	}

	@Override
	public boolean reinstatePrincipal(String name) {
		throw unsupported();
	}

	@Override
	public boolean reinstateAll() {
		throw unsupported();
	}

	private static UnsupportedOperationException unsupported() {
		return new UnsupportedOperationException("Sessions cannot be revoked, since 'jwt.session.revocation.store' is "
				+ "'none'. Set it to 'memory' on a single instance, to 'jdbc' or 'redis' on several.");
	}

}
