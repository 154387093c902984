package io.github.jwtsession.servlet;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The response as a session that lives in it needs it: headers must not go before the
 * last change of the session is known. Redirects, errors and as much content as fits into
 * a buffer are held until the request's handling is over, whatever the application
 * flushes meanwhile; then the session is written, and {@link #finish} sends it all.
 * <p>
 * To the application the response looks as the container's would: what it has flushed,
 * redirected, sent as an error or closed is committed (Servlet 6.1 section 5.7), and can
 * neither be changed nor reset.
 * <p>
 * Nothing is held any more, and what was held is sent before what follows, as soon as
 * <ul>
 * <li>there is more content than the buffer holds, or</li>
 * <li>the request goes on asynchronously: who writes from another thread wants it to
 * arrive, or</li>
 * <li>a stream of events or the like is flushed.</li>
 * </ul>
 */
final class SessionResponse extends HttpServletResponseWrapper {

	private static final String[] STREAMS = { "text/event-stream", "application/x-ndjson", "application/stream+json",
			"multipart/x-mixed-replace" };

	private final ServletRequest request;

	private final ServletExchange exchange;

	/**
	 * Bytes, or characters where a writer is used.
	 */
	private int limit;

	private @Nullable HeldOutputStream stream;

	private @Nullable HeldWriter writer;

	private @Nullable PrintWriter printWriter;

	/**
	 * What the content is to be replaced by, or sent with.
	 */
	private @Nullable Ending ending;

	/**
	 * Whether the application takes the response for committed.
	 */
	private boolean flushed;

	private boolean closed;

	/**
	 * What the application says of its length, -1 if it does not.
	 */
	private long contentLength = -1;

	/**
	 * Whether nothing is held any more.
	 */
	private volatile boolean released;

	/**
	 * Create a response.
	 * @param response Spring Session's, which writes the session when it is committed
	 * @param request Spring Session's
	 * @param exchange the exchange of the request
	 * @param limit how much content to hold at most, 0 to hold nothing at all
	 */
	SessionResponse(HttpServletResponse response, ServletRequest request, ServletExchange exchange, int limit) {
		super(response);
		this.request = request;
		this.exchange = exchange;
		this.limit = limit;
		this.released = (limit == 0);
	}

	/**
	 * The request's handling is over, without an exception: write the session, and send
	 * what was held. After an exception nothing of it is sent, so that there can be an
	 * error page.
	 * @throws IOException if the response cannot be written
	 */
	void finish() throws IOException {
		if (this.released) {
			return;
		}
		this.exchange.commitFinally();
		this.released = true;
		Ending ending = this.ending;
		if (ending == null || ending.hasContent()) {
			sendContent(this.contentLength == length() || length() == 0);
		}
		if (ending != null) {
			ending.send((HttpServletResponse) getResponse());
		}
	}

	/**
	 * The request goes on asynchronously: hold nothing any more.
	 * @throws IOException if the response cannot be written
	 */
	void goOnAsynchronously() throws IOException {
		if (this.released) {
			return;
		}
		release();
		if (this.flushed) {
			super.flushBuffer();
		}
	}

	/**
	 * Hold nothing any more: send what was held, and whatever follows at once.
	 */
	private void release() throws IOException {
		this.exchange.commitIfUsed();
		this.released = true;
		sendContent(true);
	}

	/**
	 * Whether headers can still be set, whatever the application takes the response for.
	 */
	boolean areHeadersSent() {
		return super.isCommitted();
	}

	private int length() {
		HeldOutputStream stream = this.stream;
		HeldWriter writer = this.writer;
		return (stream != null) ? stream.length() : (writer != null) ? writer.length() : 0;
	}

	/**
	 * Send what was held.
	 * @param ofDeclaredLength whether what the application says of the length is right.
	 * If it is not, the container counts
	 */
	private void sendContent(boolean ofDeclaredLength) throws IOException {
		if (ofDeclaredLength && this.contentLength >= 0) {
			super.setContentLengthLong(this.contentLength);
		}
		HeldOutputStream stream = this.stream;
		HeldWriter writer = this.writer;
		if (stream != null) {
			stream.sendContent();
		}
		if (writer != null) {
			writer.sendContent();
		}
	}

	private void clearContent() {
		HeldOutputStream stream = this.stream;
		HeldWriter writer = this.writer;
		if (stream != null) {
			stream.clear();
		}
		if (writer != null) {
			writer.clear();
		}
	}

	/**
	 * Whether there is room for more content. If not, nothing is held any more.
	 * @param length how much there is already
	 * @param more how much more there is
	 */
	private boolean hold(int length, int more) throws IOException {
		if (!this.released && more > this.limit - length) {
			release();
		}
		return !this.released;
	}

	/**
	 * Whether content is dropped: nothing can follow a redirect, an error or the end.
	 */
	private boolean isOver() {
		return this.ending != null || this.closed;
	}

	/**
	 * Whether the application takes the response for committed while it is held.
	 */
	private boolean isSettled() {
		return !this.released && (this.flushed || this.ending != null);
	}

	/**
	 * Whether one servlet is included by another. It may write, and nothing else (Servlet
	 * 6.1 section 9.3): Tomcat sees to that, but behind all wrappers, where what is held
	 * here comes too late.
	 */
	private boolean isIncluded() {
		return this.request.getDispatcherType() == DispatcherType.INCLUDE;
	}

	private void requireNotCommitted() {
		if (isCommitted()) {
			throw new IllegalStateException("The response has been committed");
		}
	}

	@Override
	public boolean isCommitted() {
		return isSettled() || super.isCommitted();
	}

	/**
	 * Flush, unless it is held.
	 * @return whether it was flushed
	 */
	private boolean flushUnlessHeld() throws IOException {
		if (!this.released && isStream()) {
			release();
		}
		if (this.released) {
			return true;
		}
		this.flushed = true;
		return false;
	}

	private boolean isStream() {
		String contentType = getContentType();
		if (contentType == null) {
			return false;
		}
		String lowerCase = contentType.toLowerCase(Locale.ROOT);
		for (String stream : STREAMS) {
			if (lowerCase.startsWith(stream)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public void flushBuffer() throws IOException {
		if (flushUnlessHeld()) {
			super.flushBuffer();
		}
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		if (this.released && this.stream == null) {
			return super.getOutputStream();
		}
		if (this.writer != null) {
			throw new IllegalStateException("getWriter() has been called for this response");
		}
		HeldOutputStream stream = this.stream;
		if (stream == null) {
			stream = new HeldOutputStream(new Content());
			this.stream = stream;
		}
		return stream;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		if (this.released && this.printWriter == null) {
			return super.getWriter();
		}
		if (this.stream != null) {
			throw new IllegalStateException("getOutputStream() has been called for this response");
		}
		PrintWriter printWriter = this.printWriter;
		if (printWriter == null) {
			// The container decides on the encoding now.
			HeldWriter writer = new HeldWriter(new Content(), super.getWriter());
			printWriter = new PrintWriter(writer) {

				@Override
				public boolean checkError() {
					return writer.hasFailed() || super.checkError();
				}

			};
			this.writer = writer;
			this.printWriter = printWriter;
		}
		return printWriter;
	}

	@Override
	public int getBufferSize() {
		return this.released ? super.getBufferSize() : Math.max(this.limit, super.getBufferSize());
	}

	@Override
	public void setBufferSize(int size) {
		if (isIncluded()) {
			return;
		}
		if (!this.released && (length() > 0 || isSettled())) {
			throw new IllegalStateException("Content has been written");
		}
		super.setBufferSize(size);
		this.limit = Math.max(this.limit, size);
	}

	@Override
	public void resetBuffer() {
		requireNotCommitted();
		clearContent();
		super.resetBuffer();
	}

	/**
	 * A session that was saved stays saved.
	 */
	@Override
	public void reset() {
		if (isIncluded()) {
			return;
		}
		requireNotCommitted();
		clearContent();
		this.stream = null;
		this.writer = null;
		this.printWriter = null;
		this.contentLength = -1;
		super.reset();
		this.exchange.restoreCookies();
	}

	@Override
	public void sendError(int status) throws IOException {
		sendError(status, null);
	}

	@Override
	public void sendError(int status, @Nullable String message) throws IOException {
		end(new Ending(status, message, null, true));
	}

	@Override
	public void sendRedirect(String location) throws IOException {
		sendRedirect(location, SC_FOUND, true);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) throws IOException {
		sendRedirect(location, SC_FOUND, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int status) throws IOException {
		sendRedirect(location, status, true);
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
		if (location == null) {
			throw new IllegalArgumentException("No location to redirect to");
		}
		end(new Ending(status, null, location, clearBuffer));
	}

	private void end(Ending ending) throws IOException {
		if (isIncluded()) {
			return;
		}
		if (this.released) {
			// Spring Session's filter does not notice each kind of redirect.
			this.exchange.commitIfUsed();
			ending.send((HttpServletResponse) getResponse());
			return;
		}
		requireNotCommitted();
		if (!ending.hasContent()) {
			clearContent();
		}
		this.ending = ending;
	}

	@Override
	public int getStatus() {
		Ending ending = this.ending;
		return (ending != null) ? ending.status() : super.getStatus();
	}

	@Override
	public @Nullable String getHeader(String name) {
		Ending ending = this.ending;
		return (ending != null && ending.location() != null && HttpHeaders.LOCATION.equalsIgnoreCase(name))
				? ending.location() : super.getHeader(name);
	}

	@Override
	public void setStatus(int status) {
		if (!isSettled()) {
			super.setStatus(status);
		}
	}

	@Override
	public void setContentLength(int length) {
		setContentLengthLong(length);
	}

	/**
	 * A container closes the response when so much is written, which is before the
	 * session has seen its last change: Spring MVC stores {@code @SessionAttributes}
	 * after the body.
	 */
	@Override
	public void setContentLengthLong(long length) {
		if (this.released) {
			super.setContentLengthLong(length);
		}
		else if (!isSettled() && !isIncluded()) {
			this.contentLength = length;
		}
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		if (!isSettled() && !isContentLength(name, value)) {
			super.setHeader(name, value);
		}
	}

	@Override
	public void addHeader(String name, @Nullable String value) {
		if (!isSettled() && !isContentLength(name, value)) {
			super.addHeader(name, value);
		}
	}

	private boolean isContentLength(String name, @Nullable String value) {
		if (this.released || value == null || !HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) {
			return false;
		}
		try {
			setContentLengthLong(Long.parseLong(value));
			return true;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		setHeader(name, String.valueOf(value));
	}

	@Override
	public void addIntHeader(String name, int value) {
		addHeader(name, String.valueOf(value));
	}

	@Override
	public void setDateHeader(String name, long date) {
		if (!isSettled()) {
			super.setDateHeader(name, date);
		}
	}

	@Override
	public void addDateHeader(String name, long date) {
		if (!isSettled()) {
			super.addDateHeader(name, date);
		}
	}

	@Override
	public void addCookie(Cookie cookie) {
		if (!isSettled()) {
			super.addCookie(cookie);
		}
	}

	@Override
	public void setContentType(@Nullable String type) {
		if (!isSettled()) {
			super.setContentType(type);
		}
	}

	@Override
	public void setCharacterEncoding(@Nullable String encoding) {
		if (!isSettled()) {
			super.setCharacterEncoding(encoding);
		}
	}

	@Override
	public void setLocale(Locale locale) {
		if (!isSettled()) {
			super.setLocale(locale);
		}
	}

	@Override
	public void setTrailerFields(Supplier<Map<String, String>> supplier) {
		requireNotCommitted();
		super.setTrailerFields(supplier);
	}

	/**
	 * What the stream and the writer ask of their response.
	 */
	final class Content {

		private Content() {
		}

		/**
		 * See {@link SessionResponse#hold}.
		 */
		boolean hold(int length, int more) throws IOException {
			return SessionResponse.this.hold(length, more);
		}

		/**
		 * See {@link SessionResponse#isOver}.
		 */
		boolean isOver() {
			return SessionResponse.this.isOver();
		}

		/**
		 * See {@link SessionResponse#flushUnlessHeld}.
		 */
		boolean flushUnlessHeld() throws IOException {
			return SessionResponse.this.flushUnlessHeld();
		}

		/**
		 * Close, unless it is held.
		 * @return whether it can be closed now
		 */
		boolean closeUnlessHeld() {
			if (SessionResponse.this.released) {
				return true;
			}
			SessionResponse.this.flushed = true;
			SessionResponse.this.closed = true;
			return false;
		}

		boolean isReleased() {
			return SessionResponse.this.released;
		}

		/**
		 * The stream behind Spring Session's response.
		 */
		ServletOutputStream target() throws IOException {
			return SessionResponse.this.getResponse().getOutputStream();
		}

	}

	/**
	 * A redirect or an error.
	 *
	 * @param status the status
	 * @param message what an error says, {@code null} if nothing
	 * @param location where a redirect leads, {@code null} for an error
	 * @param clearBuffer whether it takes the place of the content
	 */
	private record Ending(int status, @Nullable String message, @Nullable String location, boolean clearBuffer) {

		boolean hasContent() {
			return !this.clearBuffer;
		}

		void send(HttpServletResponse response) throws IOException {
			if (this.location != null) {
				response.sendRedirect(this.location, this.status, this.clearBuffer);
			}
			else if (this.message != null) {
				response.sendError(this.status, this.message);
			}
			else {
				response.sendError(this.status);
			}
		}

	}

}
