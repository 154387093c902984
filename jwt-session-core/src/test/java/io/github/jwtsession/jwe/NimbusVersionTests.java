package io.github.jwtsession.jwe;

import com.nimbusds.jose.JWEObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The build runs the tests of this package with several versions of Nimbus: this one
 * notices when they are all run with the same.
 */
class NimbusVersionTests {

	@Test
	@EnabledIfSystemProperty(named = "nimbus.version", matches = ".+")
	void nimbusHasTheVersionThatTheBuildNames() {
		assertThat(JWEObject.class.getProtectionDomain().getCodeSource().getLocation().getPath())
			.endsWith("nimbus-jose-jwt-" + System.getProperty("nimbus.version") + ".jar");
	}

}
