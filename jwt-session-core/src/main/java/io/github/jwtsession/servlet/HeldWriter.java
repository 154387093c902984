package io.github.jwtsession.servlet;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;

/**
 * The writer of a {@link SessionResponse}: holds characters as long as the response does.
 */
final class HeldWriter extends Writer {

	private static final int INITIAL_SIZE = 1024;

	private final SessionResponse.Content response;

	private final PrintWriter target;

	private char[] characters = {};

	private int length;

	/**
	 * Create a writer.
	 * @param response the response
	 * @param target where to write to what is not held any more
	 */
	HeldWriter(SessionResponse.Content response, PrintWriter target) {
		this.response = response;
		this.target = target;
	}

	int length() {
		return this.length;
	}

	void clear() {
		this.length = 0;
	}

	/**
	 * Write what is held to the response's own writer.
	 */
	void sendContent() {
		char[] characters = this.characters;
		int length = this.length;
		this.characters = new char[0];
		this.length = 0;
		if (length > 0) {
			this.target.write(characters, 0, length);
		}
	}

	/**
	 * Whether the client has gone away.
	 */
	boolean hasFailed() {
		return this.response.isReleased() && this.target.checkError();
	}

	@Override
	public void write(char[] source, int offset, int count) throws IOException {
		if (this.response.isOver()) {
			return;
		}
		if (!this.response.hold(this.length, count)) {
			this.target.write(source, offset, count);
			return;
		}
		ensureRoom(count);
		System.arraycopy(source, offset, this.characters, this.length, count);
		this.length += count;
	}

	@Override
	public void write(String source, int offset, int count) throws IOException {
		if (this.response.isOver()) {
			return;
		}
		if (!this.response.hold(this.length, count)) {
			this.target.write(source, offset, count);
			return;
		}
		ensureRoom(count);
		source.getChars(offset, offset + count, this.characters, this.length);
		this.length += count;
	}

	private void ensureRoom(int count) {
		int needed = this.length + count;
		if (needed > this.characters.length) {
			this.characters = Arrays.copyOf(this.characters,
					Math.max(needed, Math.max(INITIAL_SIZE, 2 * this.characters.length)));
		}
	}

	@Override
	public void flush() throws IOException {
		if (this.response.flushUnlessHeld()) {
			this.target.flush();
		}
	}

	@Override
	public void close() {
		if (this.response.closeUnlessHeld()) {
			this.target.close();
		}
	}

}
