package io.github.jwtsession.servlet;

import java.io.IOException;
import java.util.Arrays;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * The stream of a {@link SessionResponse}: holds bytes as long as the response does.
 */
final class HeldOutputStream extends ServletOutputStream {

	private static final int INITIAL_SIZE = 1024;

	private final SessionResponse.Content response;

	private byte[] bytes = {};

	private int length;

	HeldOutputStream(SessionResponse.Content response) {
		this.response = response;
	}

	int length() {
		return this.length;
	}

	void clear() {
		this.length = 0;
	}

	/**
	 * Write what is held to the response's own stream.
	 */
	void sendContent() throws IOException {
		byte[] bytes = this.bytes;
		int length = this.length;
		this.bytes = new byte[0];
		this.length = 0;
		if (length > 0) {
			this.response.target().write(bytes, 0, length);
		}
	}

	@Override
	public void write(int value) throws IOException {
		if (this.response.isReleased() || this.length == this.bytes.length) {
			write(new byte[] { (byte) value }, 0, 1);
			return;
		}
		if (!this.response.isOver() && this.response.hold(this.length, 1)) {
			this.bytes[this.length++] = (byte) value;
		}
	}

	@Override
	public void write(byte[] source, int offset, int count) throws IOException {
		if (this.response.isOver()) {
			return;
		}
		if (!this.response.hold(this.length, count)) {
			this.response.target().write(source, offset, count);
			return;
		}
		ensureRoom(count);
		System.arraycopy(source, offset, this.bytes, this.length, count);
		this.length += count;
	}

	private void ensureRoom(int count) {
		int needed = this.length + count;
		if (needed > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, Math.max(INITIAL_SIZE, 2 * this.bytes.length)));
		}
	}

	@Override
	public void flush() throws IOException {
		if (this.response.flushUnlessHeld()) {
			this.response.target().flush();
		}
	}

	@Override
	public void close() throws IOException {
		if (this.response.closeUnlessHeld()) {
			this.response.target().close();
		}
	}

	@Override
	public boolean isReady() {
		try {
			return !this.response.isReleased() || this.response.target().isReady();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * For asynchronous requests alone, whose content is not held.
	 */
	@Override
	public void setWriteListener(WriteListener listener) {
		try {
			this.response.target().setWriteListener(listener);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
