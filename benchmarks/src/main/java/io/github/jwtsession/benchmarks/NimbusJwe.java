package io.github.jwtsession.benchmarks;

import java.text.ParseException;

import javax.crypto.SecretKey;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;

/**
 * A compact JWE as the documentation of Nimbus JOSE+JWT shows it: a {@link JWEObject} for
 * each token. No JSON but that of the header.
 */
final class NimbusJwe {

	private NimbusJwe() {
	}

	static String seal(byte[] plaintext, SecretKey key, String method) {
		JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.parse(method))
			.keyID(Application.KEY_ID)
			.build();
		JWEObject jwe = new JWEObject(header, new Payload(plaintext));
		try {
			jwe.encrypt(new DirectEncrypter(key));
		}
		catch (JOSEException ex) {
			throw new IllegalStateException(ex);
		}
		return jwe.serialize();
	}

	static byte[] open(String token, SecretKey key) {
		try {
			JWEObject jwe = JWEObject.parse(token);
			jwe.decrypt(new DirectDecrypter(key));
			return jwe.getPayload().toBytes();
		}
		catch (ParseException | JOSEException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
