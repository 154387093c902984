package io.github.jwtsession.jwe;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The compression "DEF" of RFC 7516 section 4.1.3: DEFLATE (RFC 1951) without a wrapper.
 */
final class Deflate {

	private static final boolean NO_WRAPPER = true;

	private static final int BUFFER = 1024;

	private Deflate() {
	}

	static byte[] compress(byte[] content) {
		Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, NO_WRAPPER);
		try {
			deflater.setInput(content);
			deflater.finish();
			ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 2);
			byte[] buffer = new byte[BUFFER];
			while (!deflater.finished()) {
				out.write(buffer, 0, deflater.deflate(buffer));
			}
			return out.toByteArray();
		}
		finally {
			deflater.end();
		}
	}

	/**
	 * Decompress, but no more than a limit: a few bytes may stand for megabytes.
	 * @param compressed what {@link #compress} returned
	 * @param limit bytes that may come out
	 * @throws DataFormatException if more would come out, or if it was not compressed
	 */
	static byte[] inflate(byte[] compressed, int limit) throws DataFormatException {
		Inflater inflater = new Inflater(NO_WRAPPER);
		try {
			inflater.setInput(compressed);
			ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(limit, compressed.length * 2));
			byte[] buffer = new byte[BUFFER];
			while (!inflater.finished()) {
				int length = inflater.inflate(buffer);
				if ((length == 0 && !inflater.finished()) || out.size() + length > limit) {
					throw new DataFormatException("Not compressed, or more than expected");
				}
				out.write(buffer, 0, length);
			}
			return out.toByteArray();
		}
		finally {
			inflater.end();
		}
	}

}
