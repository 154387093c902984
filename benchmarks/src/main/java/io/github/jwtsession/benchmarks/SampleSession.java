package io.github.jwtsession.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.jwtsession.JwtSession;
import io.github.jwtsession.session.SessionExchange;

/**
 * A session whose claims, attributes included, take up a certain number of bytes.
 *
 * @param attributes its attributes: strings, numbers and lists, among them {@link #COUNT}
 * @param token its token
 * @param plaintext what the token encrypts
 */
record SampleSession(Map<String, Object> attributes, String token, byte[] plaintext) {

	/**
	 * The name of a small attribute, an integer.
	 */
	static final String COUNT = "count";

	/**
	 * What one order adds to the claims, about.
	 */
	private static final int ORDER_SIZE = 130;

	private static final int OTHER_SIZE = 180;

	/**
	 * Create a session.
	 * @param application the application that it is one of
	 * @param size bytes of claims, from 150
	 */
	static SampleSession ofSize(Application application, int size) {
		int missing = size - create(application, attributes(size, 0)).plaintext.length;
		SampleSession session = create(application, attributes(size, missing));
		if (session.plaintext.length != size) {
			throw new IllegalStateException("The claims take " + session.plaintext.length + " bytes, not " + size);
		}
		return session;
	}

	private static Map<String, Object> attributes(int size, int noteLength) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("user", "sam.vimes");
		for (int i = 0; i < (size - OTHER_SIZE) / ORDER_SIZE; i++) {
			attributes.put("order." + i, "2026-01-02/" + (7300 + i));
			attributes.put("total." + i, 1999 + i);
			attributes.put("lines." + i, new ArrayList<>(List.of("ginger-snap", "oat-raisin", "lemon-shortbread")));
		}
		attributes.put(COUNT, 3);
		attributes.put("note", "x".repeat(noteLength));
		return attributes;
	}

	private static SampleSession create(Application application, Map<String, Object> attributes) {
		HeaderMessages messages = new HeaderMessages(application.cookies(), "");
		SessionExchange exchange = application.exchanges().begin(messages);
		JwtSession session = exchange.createSession();
		attributes.forEach(session::setAttribute);
		exchange.commit();
		String token = messages.setCookies().get(0).value();
		return new SampleSession(attributes, token, NimbusJwe.open(token, application.key()));
	}

}
