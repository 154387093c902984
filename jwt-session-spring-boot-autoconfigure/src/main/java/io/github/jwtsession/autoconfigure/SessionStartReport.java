package io.github.jwtsession.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.github.jwtsession.autoconfigure.JwtSessionProperties.Revocation.Store;
import io.github.jwtsession.cookie.SessionCookies;
import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.SessionKeys;
import io.github.jwtsession.log.LogText;
import io.github.jwtsession.revocation.RevocationRegistry;
import io.github.jwtsession.session.SessionLifetime;
import io.github.jwtsession.token.SessionTokenCodec;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.convert.DurationStyle;

/**
 * Says at start, in one line, how sessions are kept: what counts, wherever it was
 * configured. Nothing in it is secret.
 */
final class SessionStartReport implements SmartInitializingSingleton {

	private static final List<ChronoUnit> UNITS = List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES,
			ChronoUnit.SECONDS);

	private static final Log logger = LogFactory.getLog(SessionStartReport.class);

	private final SessionKeys keys;

	private final SessionTokenCodec codec;

	private final SessionLifetime lifetime;

	private final SessionCookies cookies;

	private final RevocationRegistry registry;

	private final Store revocationStore;

	private final boolean overflow;

	SessionStartReport(SessionKeys keys, SessionTokenCodec codec, SessionLifetime lifetime, SessionCookies cookies,
			RevocationRegistry registry, Store revocationStore, boolean overflow) {
		this.keys = keys;
		this.codec = codec;
		this.lifetime = lifetime;
		this.cookies = cookies;
		this.registry = registry;
		this.revocationStore = revocationStore;
		this.overflow = overflow;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!logger.isInfoEnabled()) {
			return;
		}
		TokenFormat format = this.codec.getFormat();
		logger.info(("JWT sessions: key '%s' (%s, %s), session timeout %s, absolute timeout %s, at most %d bytes of "
				+ "cookies '%s'%s, revocation store %s")
			.formatted(LogText.of(this.keys.active().id()), format.encryptionMethod().identifier(),
					format.keyManagement().identifier(), text(this.lifetime.timeout()), absoluteTimeout(),
					this.cookies.getMaxSize(), LogText.of(this.cookies.getName()),
					this.overflow ? " and an overflow store" : "", store()));
	}

	private String absoluteTimeout() {
		Duration absolute = this.lifetime.absoluteTimeout();
		if (absolute == null) {
			return "none";
		}
		boolean yields = this.lifetime.absoluteYields() && this.lifetime.timeout().compareTo(absolute) > 0;
		return text(yields ? this.lifetime.timeout() : absolute);
	}

	private String store() {
		String name = RevocationStoreName.of(this.registry, this.revocationStore);
		return (name != null) ? "'%s'".formatted(name) : "of the application";
	}

	/**
	 * As it would be written in a property.
	 */
	private static String text(Duration duration) {
		long millis = duration.toMillis();
		ChronoUnit largest = UNITS.stream()
			.filter((unit) -> millis % unit.getDuration().toMillis() == 0)
			.findFirst()
			.orElse(ChronoUnit.MILLIS);
		return DurationStyle.SIMPLE.print(duration, largest);
	}

}
