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
final class AuthoritiesForm {

	/**
	 * All authorities of an authentication.
	 */
	private static final String ALL = "a";

	/**
	 * Those beyond the principal's, which come first.
	 */
	private static final String FURTHER = "x";

	private AuthoritiesForm() {
	}

	static Object write(GrantedAuthority authority) {
		return (authority instanceof SimpleGrantedAuthority simple) ? simple.getAuthority() : authority;
	}

	static List<Object> writeAll(Collection<? extends GrantedAuthority> authorities) {
		List<Object> form = new ArrayList<>();
		authorities.forEach((authority) -> form.add(write(authority)));
		return form;
	}

	static GrantedAuthority read(Object form) {
		return (form instanceof String name) ? new SimpleGrantedAuthority(name) : (GrantedAuthority) form;
	}

	static List<GrantedAuthority> readAll(@Nullable Object form) {
		List<GrantedAuthority> authorities = new ArrayList<>();
		((List<?>) Objects.requireNonNull(form, "Authorities are missing"))
			.forEach((authority) -> authorities.add(read(authority)));
		return authorities;
	}

	static void write(Map<String, Object> form, Collection<? extends GrantedAuthority> authorities,
			Collection<? extends GrantedAuthority> principals) {
		List<GrantedAuthority> all = new ArrayList<>(authorities);
		List<GrantedAuthority> shared = new ArrayList<>(principals);
		if (all.size() >= shared.size() && all.subList(0, shared.size()).equals(shared)) {
			form.put(FURTHER, writeAll(all.subList(shared.size(), all.size())));
		}
		else {
			form.put(ALL, writeAll(all));
		}
	}

	static List<GrantedAuthority> read(Map<?, ?> form, Collection<? extends GrantedAuthority> principals) {
		if (form.containsKey(ALL)) {
			return readAll(form.get(ALL));
		}
		List<GrantedAuthority> authorities = new ArrayList<>(principals);
		authorities.addAll(readAll(form.get(FURTHER)));
		return authorities;
	}

}
