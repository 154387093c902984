package io.github.jwtsession.attribute;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.util.JsonGeneratorDelegate;

/**
 * Notices text that is written as it is: a generator sees to it that everything else
 * becomes JSON. A tree may hold such text, and any serializer may write it.
 */
final class RawTextDetector extends JsonGeneratorDelegate {

	private boolean rawText;

	RawTextDetector(JsonGenerator json) {
		super(json, false);
	}

	boolean hasRawText() {
		return this.rawText;
	}

	@Override
	public JsonGenerator writeRaw(String text) {
		this.rawText = true;
		return super.writeRaw(text);
	}

	@Override
	public JsonGenerator writeRaw(String text, int offset, int length) {
		this.rawText = true;
		return super.writeRaw(text, offset, length);
	}

	@Override
	public JsonGenerator writeRaw(SerializableString text) {
		this.rawText = true;
		return super.writeRaw(text);
	}

	@Override
	public JsonGenerator writeRaw(char[] text, int offset, int length) {
		this.rawText = true;
		return super.writeRaw(text, offset, length);
	}

	@Override
	public JsonGenerator writeRaw(char c) {
		this.rawText = true;
		return super.writeRaw(c);
	}

	@Override
	public JsonGenerator writeRawValue(String text) {
		this.rawText = true;
		return super.writeRawValue(text);
	}

	@Override
	public JsonGenerator writeRawValue(String text, int offset, int length) {
		this.rawText = true;
		return super.writeRawValue(text, offset, length);
	}

	@Override
	public JsonGenerator writeRawValue(char[] text, int offset, int length) {
		this.rawText = true;
		return super.writeRawValue(text, offset, length);
	}

	@Override
	public JsonGenerator writeRawValue(SerializableString text) {
		this.rawText = true;
		return super.writeRawValue(text);
	}

	@Override
	public JsonGenerator writeRawUTF8String(byte[] text, int offset, int length) {
		this.rawText = true;
		return super.writeRawUTF8String(text, offset, length);
	}

	@Override
	public JsonGenerator writeNumber(String text) {
		this.rawText = true;
		return super.writeNumber(text);
	}

	@Override
	public JsonGenerator writeNumber(char[] text, int offset, int length) {
		this.rawText = true;
		return super.writeNumber(text, offset, length);
	}

}
