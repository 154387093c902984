package io.github.jwtsession.servlet;

import io.github.jwtsession.cookie.CookieSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UndeclaredProxyWarning}.
 */
@ExtendWith(OutputCaptureExtension.class)
class UndeclaredProxyWarningTests {

	private final UndeclaredProxyWarning warning = new UndeclaredProxyWarning(CookieSettings.builder("s").build());

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "X-Forwarded-Proto | https", "X-Forwarded-Proto | HTTPS", "x-forwarded-proto | https, http",
					"Forwarded | proto=https", "Forwarded | for=192.0.2.1;proto=https;by=x",
					"Forwarded | for=192.0.2.1; Proto=\"https\"", "Forwarded | proto=https, proto=http" })
	void aProxyThatSaysHttpsIsWarnedOfOnce(String header, String value, CapturedOutput output) {
		this.warning.check(request("X-Forwarded-Proto", "http"));
		assertThat(output).isEmpty();
		this.warning.check(request(header, value));
		this.warning.check(request(header, value));
		assertThat(output.toString().lines()).singleElement()
			.asString()
			.contains("WARN", "'server.forward-headers-strategy: native'", "'jwt.session.cookie.secure: true'")
			.containsIgnoringCase("'" + header + "'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "X-Forwarded-Proto | http", "X-Forwarded-Proto | http, https", "X-Forwarded-Proto | httpsx",
					"Forwarded | proto=http", "Forwarded | for=x, proto=https", "Forwarded | xproto=https",
					"Forwarded | proto=httpsx", "X-Forwarded-Host | https" })
	void whatDoesNotSayHttpsIsNotWarnedOf(String header, String value, CapturedOutput output) {
		this.warning.check(request(header, value));
		assertThat(output).isEmpty();
	}

	@Test
	void aDeclaredProxyIsNotWarnedOf(CapturedOutput output) {
		MockHttpServletRequest request = request("X-Forwarded-Proto", "https");
		request.setSecure(true);
		this.warning.check(request);
		assertThat(output).isEmpty();
	}

	@Test
	void whereTheCookieIsConfiguredNothingIsWarnedOf(CapturedOutput output) {
		for (boolean secure : new boolean[] { true, false }) {
			CookieSettings settings = CookieSettings.builder("s").secure(secure).build();
			new UndeclaredProxyWarning(settings).check(request("X-Forwarded-Proto", "https"));
		}
		assertThat(output).isEmpty();
	}

	private static MockHttpServletRequest request(String header, String value) {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.addHeader(header, value);
		return request;
	}

}
