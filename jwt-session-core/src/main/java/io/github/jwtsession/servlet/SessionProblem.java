package io.github.jwtsession.servlet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.jwtsession.SessionOverflowUnavailableException;
import io.github.jwtsession.SessionTooLargeException;
import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.log.LogText;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;

/**
 * Answers a client of an API with a problem detail (RFC 9457), if its session cannot be
 * written, or read for now, and the application has not answered itself. A browser gets
 * the error page of the container or of Spring Boot.
 */
final class SessionProblem {

	private static final Log logger = LogFactory.getLog(SessionProblem.class);

	/**
	 * Tag URIs (RFC 4151) are names that nobody has to serve.
	 */
	private static final String TYPE = "tag:jwtsession.github.io,2026:";

	private final JsonMapper mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	/**
	 * Answer, if that is possible, and log what was thrown: nobody else will.
	 * @return whether the client has its answer
	 */
	boolean answer(Throwable thrown, HttpServletRequest request, HttpServletResponse response) throws IOException {
		Throwable cause = findCause(thrown);
		if (cause == null || response.isCommitted() || request.isAsyncStarted()) {
			return false;
		}
		if (cause instanceof SessionOverflowUnavailableException unavailable) {
			return answerUnavailable(unavailable, request, response);
		}
		if (!isForPrograms(request)) {
			return false;
		}
		logger.error("The session of %s cannot be written".formatted(describe(request)), cause);
		Map<String, Object> problem = new LinkedHashMap<>();
		if (cause instanceof UnsupportedAttributeException unsupported) {
			// Names of classes are for the log.
			problem.put("type", TYPE + "unsupported-session-attribute");
			problem.put("title", "Unsupported session attribute");
			problem.put("detail", "Session attribute '%s' cannot be stored: the log of the application says why."
				.formatted(LogText.of(unsupported.getAttributeName())));
		}
		else {
			problem.put("type", TYPE + "session-too-large");
			problem.put("title", "Session too large");
			problem.put("detail", String.valueOf(cause.getMessage()));
		}
		write(problem, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, response);
		return true;
	}

	/**
	 * No fault of the application's, which may not even know of it: a filter of Spring
	 * Security's has read the session.
	 */
	private boolean answerUnavailable(SessionOverflowUnavailableException cause, HttpServletRequest request,
			HttpServletResponse response) throws IOException {
		boolean forPrograms = isForPrograms(request);
		if (!forPrograms && request.getDispatcherType() == DispatcherType.ERROR) {
			// The error page has read it too.
			return false;
		}
		logger.warn("The session of %s cannot be read. %s".formatted(describe(request), cause.getMessage()));
		if (!forPrograms) {
			response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
			return true;
		}
		Map<String, Object> problem = new LinkedHashMap<>();
		problem.put("type", TYPE + "session-overflow-unavailable");
		problem.put("title", "Session not available for now");
		problem.put("detail", String.valueOf(cause.getMessage()));
		write(problem, HttpServletResponse.SC_SERVICE_UNAVAILABLE, response);
		return true;
	}

	private static String describe(HttpServletRequest request) {
		return LogText.of(request.getMethod() + " " + request.getRequestURI());
	}

	private static @Nullable Throwable findCause(Throwable thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof SessionTooLargeException || cause instanceof UnsupportedAttributeException
					|| cause instanceof SessionOverflowUnavailableException) {
				return cause;
			}
		}
		return null;
	}

	/**
	 * As Spring Boot decides: whoever asks for HTML gets HTML.
	 */
	private static boolean isForPrograms(HttpServletRequest request) {
		String accept = request.getHeader(HttpHeaders.ACCEPT);
		if (!StringUtils.hasText(accept)) {
			return true;
		}
		try {
			List<MediaType> accepted = MediaType.parseMediaTypes(accept);
			return accepted.stream().noneMatch(SessionProblem::isHtml)
					&& accepted.stream().anyMatch(SessionProblem::isJson);
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static boolean isHtml(MediaType type) {
		return type.isConcrete() && (type.isCompatibleWith(MediaType.TEXT_HTML)
				|| type.isCompatibleWith(MediaType.APPLICATION_XHTML_XML));
	}

	private static boolean isJson(MediaType type) {
		return type.includes(MediaType.APPLICATION_PROBLEM_JSON) || type.includes(MediaType.APPLICATION_JSON);
	}

	private void write(Map<String, Object> problem, int status, HttpServletResponse response) throws IOException {
		problem.put("status", status);
		String json = this.mapper.writeValueAsString(problem);
		response.resetBuffer();
		response.setStatus(status);
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.setContentLength(json.length());
		try {
			response.getOutputStream().write(json.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IllegalStateException ex) {
			// The application has asked for the writer.
			response.getWriter().write(json);
		}
	}

}
