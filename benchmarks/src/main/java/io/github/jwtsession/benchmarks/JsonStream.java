package io.github.jwtsession.benchmarks;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What Jackson's streaming takes for one JSON text: each token is read and dropped, or
 * written to nowhere.
 */
final class JsonStream {

	private final JsonFactory factory = new JsonFactory();

	private final List<Event> events = new ArrayList<>();

	/**
	 * Create the limit of a text.
	 * @param json a JSON object in UTF-8, of strings, integers and lists
	 */
	JsonStream(byte[] json) {
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), json)) {
			for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
				this.events.add(new Event(token, parser.getString(),
						(token == JsonToken.VALUE_NUMBER_INT) ? parser.getLongValue() : 0));
			}
		}
	}

	int parse(byte[] text) {
		int tokens = 0;
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), text)) {
			while (parser.nextToken() != null) {
				tokens++;
			}
		}
		return tokens;
	}

	void write() {
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(),
				OutputStream.nullOutputStream())) {
			for (Event event : this.events) {
				write(event, generator);
			}
		}
	}

	private static void write(Event event, JsonGenerator generator) {
		switch (event.token) {
			case START_OBJECT -> generator.writeStartObject();
			case END_OBJECT -> generator.writeEndObject();
			case START_ARRAY -> generator.writeStartArray();
			case END_ARRAY -> generator.writeEndArray();
			case PROPERTY_NAME -> generator.writeName(event.text);
			case VALUE_STRING -> generator.writeString(event.text);
			case VALUE_NUMBER_INT -> generator.writeNumber(event.number);
			default -> throw new IllegalStateException("Not in a sample: " + event.token);
		}
	}

	private record Event(JsonToken token, String text, long number) {
	}

}
