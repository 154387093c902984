package io.github.jwtsession.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.jwtsession.jwe.TokenFormat;
import io.github.jwtsession.key.ScheduledSessionKeys;
import io.github.jwtsession.key.SessionKey;
import io.github.jwtsession.key.SessionKeyException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/**
 * The keys of one secret of {@code jwt.session.secrets}.
 */
final class SecretSource {

	private static final Pattern LOCATION = Pattern.compile("(file|classpath):.*");

	private static final Pattern PATH = Pattern
		.compile("[a-zA-Z]:[\\\\/].*|(~|\\.{1,2})?/.*|.*\\.(jwks?|json|keys?|txt|b64)");

	private final String property;

	private final String secretId;

	private final List<String> values;

	private final EncodedKeys encodedKeys;

	private final KeyCommands commands;

	private final ResourceLoader resourceLoader;

	private final Clock clock;

	private final Duration activationDelay;

	/**
	 * From when on the keys may encrypt that were read before, by their ids; empty before
	 * the first time.
	 */
	private Map<String, Instant> known = Map.of();

	private @Nullable String first;

	/**
	 * Create a source.
	 * @param secretId the name of the secret
	 * @param values its keys: in base64, or locations of files
	 * @param activationDelay how long after the change of a file its new first key begins
	 * to encrypt
	 */
	SecretSource(String secretId, List<String> values, TokenFormat format, ResourceLoader resourceLoader, Clock clock,
			Duration activationDelay) {
		this.property = "jwt.session.secrets." + secretId;
		this.secretId = secretId;
		this.values = values;
		this.encodedKeys = new EncodedKeys(format);
		this.commands = new KeyCommands(format);
		this.resourceLoader = resourceLoader;
		this.clock = clock;
		this.activationDelay = activationDelay;
	}

	/**
	 * The secret of a name among all that are configured. An environment variable has no
	 * room for the hyphens and the case of a name.
	 * @return the name as it is configured, {@code null} if there is no such secret
	 */
	static @Nullable String find(Map<String, List<String>> secrets, String secretId) {
		if (secrets.containsKey(secretId)) {
			return secretId;
		}
		Predicate<String> same = (name) -> uniform(name).equals(uniform(secretId));
		return secrets.keySet().stream().filter(same).findFirst().orElse(null);
	}

	/**
	 * The names that differ by more than what an environment variable has no room for: of
	 * the others, the one that is written out.
	 */
	static Collection<String> distinct(Collection<String> names) {
		BinaryOperator<String> longer = (one, other) -> (one.length() >= other.length()) ? one : other;
		return names.stream().collect(Collectors.toMap(SecretSource::uniform, Function.identity(), longer)).values();
	}

	private static String uniform(String name) {
		return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * The files that hold keys, and may change.
	 */
	List<Path> files() {
		List<Path> files = new ArrayList<>();
		for (String value : this.values) {
			Resource resource = isLocation(value) ? this.resourceLoader.getResource(value.strip()) : null;
			if (resource != null && resource.isFile()) {
				try {
					files.add(resource.getFile().toPath());
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}
		return files;
	}

	/**
	 * Read the keys, now or again. A first key that was not there before begins to
	 * encrypt when the activation delay is over: not all instances see a change at once.
	 * @throws SessionKeyException if they cannot be read, or two have the same id
	 */
	ScheduledSessionKeys read() {
		List<SessionKey> keys = new ArrayList<>();
		for (int i = 0; i < this.values.size(); i++) {
			String index = (this.values.size() > 1) ? "[%d]".formatted(i) : "";
			keys.addAll(read(this.values.get(i), "'%s%s'".formatted(this.property, index)));
		}
		if (keys.isEmpty()) {
			throw new SessionKeyException("'%s' is empty.".formatted(this.property), advice());
		}
		requireDifferentIds(keys);
		List<ScheduledSessionKeys.Entry> entries = new ArrayList<>();
		for (SessionKey key : keys) {
			entries.add(new ScheduledSessionKeys.Entry(key, activeFrom(key, entries.isEmpty())));
		}
		this.first = keys.get(0).id();
		this.known = entries.stream()
			.collect(Collectors.toMap((entry) -> entry.key().id(), ScheduledSessionKeys.Entry::activeFrom));
		return new ScheduledSessionKeys(entries, this.clock);
	}

	private Instant activeFrom(SessionKey key, boolean isFirst) {
		if (this.known.isEmpty()) {
			return isFirst ? changedAt() : ScheduledSessionKeys.Entry.ALWAYS;
		}
		Instant known = this.known.get(key.id());
		if (known == null) {
			return this.clock.instant().plus(this.activationDelay);
		}
		boolean becomesFirst = isFirst && !key.id().equals(this.first);
		return becomesFirst ? this.clock.instant() : known;
	}

	/**
	 * Since when the first key is the first, as far as that is known: since its file has
	 * changed.
	 */
	private Instant changedAt() {
		long changed = files().stream().mapToLong((file) -> file.toFile().lastModified()).max().orElse(0);
		return (changed == 0) ? ScheduledSessionKeys.Entry.ALWAYS
				: Instant.ofEpochMilli(Math.min(changed, this.clock.millis()));
	}

	private List<SessionKey> read(String value, String origin) {
		UnsetPlaceholder.refuse(origin, value);
		String text = value.strip();
		if (text.startsWith("{")) {
			throw new SessionKeyException("'%s' is a JWK, and not where one is.".formatted(this.property),
					"Put the JWK into a file, and set '%s' to its location, 'file:/path/to/session.jwk' for instance."
						.formatted(this.property));
		}
		if (isLocation(text)) {
			return readFile(text, origin);
		}
		// what is no location may be a key: it is not shown
		if (KeyFile.hasPrefix(text)) {
			throw new SessionKeyException("%s begins with a prefix that is not known here.".formatted(origin),
					"Set it to a key in base64 without a prefix, or to a location that begins with 'file:' or "
							+ "'classpath:'.");
		}
		if (text.isEmpty() && this.values.size() > 1) {
			throw new SessionKeyException("%s is empty.".formatted(origin), "Remove the empty entry.");
		}
		return readKeys(text, origin);
	}

	private List<SessionKey> readKeys(String text, String origin) {
		try {
			return this.encodedKeys.readLines(text, origin, advice());
		}
		catch (SessionKeyException ex) {
			if (!PATH.matcher(text).matches()) {
				throw ex;
			}
			throw new SessionKeyException(
					"%s is no key. It looks like the path of a file without 'file:' before it.".formatted(origin),
					"Put 'file:' before the path.");
		}
	}

	private static boolean isLocation(String value) {
		return LOCATION.matcher(value.strip()).matches();
	}

	private List<SessionKey> readFile(String location, String origin) {
		KeyFile file = new KeyFile(origin, location, this.resourceLoader.getResource(location));
		String advice = adviceFor(file);
		file.requireReadable(advice);
		try {
			String text = file.resource().getContentAsString(StandardCharsets.UTF_8);
			return this.encodedKeys.readFile(text, "The file of %s, %s,".formatted(origin, file.description()), advice);
		}
		catch (IOException ex) {
			throw file.unreadable(ex, advice);
		}
	}

	private String advice() {
		if (this.values.size() > 1) {
			return "Put another key there:" + KeyCommands.indent(this.commands.printSecret());
		}
		return "Make a key, and set '%s' to it on all instances:".formatted(this.property)
				+ KeyCommands.indent(this.commands.makeSecret(this.secretId));
	}

	/**
	 * No command where something would be lost: it may be another's, or one comma short.
	 */
	private String adviceFor(KeyFile file) {
		String path = file.path();
		if (path == null || file.hasContent()) {
			return "A JWK, a JWK set (RFC 7517) or keys in base64, one a line, have to be there, in UTF-8.";
		}
		return "Make a key, and give the same file to all instances:"
				+ KeyCommands.indent(this.commands.writeSecret(path));
	}

	private void requireDifferentIds(List<SessionKey> keys) {
		Set<String> ids = new HashSet<>();
		for (SessionKey key : keys) {
			if (!ids.add(key.id())) {
				throw new SessionKeyException("'%s' has two keys with the id '%s'.".formatted(this.property, key.id()),
						"Remove one of them, or give it another \"kid\".");
			}
		}
	}

}
