package io.github.jwtsession.token;

/**
 * A token that was decrypted and verified.
 *
 * @param claims what it says
 * @param keyId the key it was encrypted with, {@code kid}
 */
public record OpenedToken(SessionClaims claims, String keyId) {

}
