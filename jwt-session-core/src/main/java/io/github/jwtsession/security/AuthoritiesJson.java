package io.github.jwtsession.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * Authorities in few bytes: a simple one is its name, and those of an authentication that
 * its principal has as well are left out.
 */
final class AuthoritiesJson {

	/**
	 * All authorities of an authentication.
	 */
	private static final String ALL = "a";

	/**
	 * Those beyond the principal's, which come first.
	 */
	private static final String FURTHER = "x";

	private AuthoritiesJson() {
	}

	static Object write(GrantedAuthority authority) {
		return (authority instanceof SimpleGrantedAuthority simple) ? simple.getAuthority() : authority;
	}

	static List<Object> writeAll(Collection<? extends GrantedAuthority> authorities) {
		List<Object> members = new ArrayList<>();
		authorities.forEach((authority) -> members.add(write(authority)));
		return members;
	}

	static GrantedAuthority read(Object json) {
		return (json instanceof String name) ? new SimpleGrantedAuthority(name) : (GrantedAuthority) json;
	}

	static List<GrantedAuthority> readAll(@Nullable Object members) {
		List<GrantedAuthority> authorities = new ArrayList<>();
		((List<?>) Objects.requireNonNull(members, "Authorities are missing"))
			.forEach((authority) -> authorities.add(read(authority)));
		return authorities;
	}

	static void write(Map<String, Object> members, Collection<? extends GrantedAuthority> authorities,
			Collection<? extends GrantedAuthority> principals) {
		List<GrantedAuthority> all = new ArrayList<>(authorities);
		List<GrantedAuthority> shared = new ArrayList<>(principals);
		if (all.size() >= shared.size() && all.subList(0, shared.size()).equals(shared)) {
			members.put(FURTHER, writeAll(all.subList(shared.size(), all.size())));
		}
		else {
			members.put(ALL, writeAll(all));
		}
	}

	static List<GrantedAuthority> read(Map<?, ?> members, Collection<? extends GrantedAuthority> principals) {
		if (members.containsKey(ALL)) {
			return readAll(members.get(ALL));
		}
		List<GrantedAuthority> authorities = new ArrayList<>(principals);
		authorities.addAll(readAll(members.get(FURTHER)));
		return authorities;
	}

}
