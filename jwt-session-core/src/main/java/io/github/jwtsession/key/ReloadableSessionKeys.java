package io.github.jwtsession.key;

import java.util.List;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are read again when their keystore has changed: all at once, or not at all.
 */
public final class ReloadableSessionKeys implements SessionKeys {

	private static final Log logger = LogFactory.getLog(ReloadableSessionKeys.class);

	private final Supplier<SessionKeys> source;

	private volatile SessionKeys current;

	/**
	 * Read the keys.
	 * @param source reads them, now and at each reload
	 * @throws SessionKeyException if they cannot be read now
	 */
	public ReloadableSessionKeys(Supplier<SessionKeys> source) {
		this.source = source;
		this.current = source.get();
	}

	/**
	 * Read the keys again. If they cannot be read, the former ones stay in force and the
	 * log says why.
	 */
	public void reload() {
		try {
			this.current = this.source.get();
			logger.info("Session keys were reloaded: " + this.current);
		}
		catch (SessionKeyException ex) {
			logger.error("Session keys were not reloaded, the former ones stay in force. %s %s"
				.formatted(ex.getMessage(), ex.getRemedy()));
		}
		catch (RuntimeException ex) {
			logger.error("Session keys were not reloaded, the former ones stay in force", ex);
		}
	}

	@Override
	public SessionKey active() {
		return this.current.active();
	}

	@Override
	public @Nullable SessionKey findById(String id) {
		return this.current.findById(id);
	}

	@Override
	public List<SessionKeyStatus> status() {
		return this.current.status();
	}

	@Override
	public String toString() {
		return this.current.toString();
	}

}
