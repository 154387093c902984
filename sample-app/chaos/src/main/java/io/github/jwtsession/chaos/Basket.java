package io.github.jwtsession.chaos;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

import org.springframework.stereotype.Component;
import org.springframework.web.context.annotation.SessionScope;

/**
 * A session-scoped bean: to ask it for anything is a write of the session, the first
 * time.
 */
@Component
@SessionScope
class Basket implements Serializable {

	private static final long serialVersionUID = 1L;

	private final List<String> items = new ArrayList<>();

	int size() {
		return this.items.size();
	}

}
