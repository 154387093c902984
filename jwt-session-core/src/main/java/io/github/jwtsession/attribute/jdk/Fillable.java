package io.github.jwtsession.attribute.jdk;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes collections or maps before what they hold is known, so that it may refer to them.
 *
 * @param empty makes what takes the content
 * @param wrap makes the object of it, a view of the same content
 * @param looksAtElements whether it asks elements for hash codes, or compares them: they
 * have to be finished then
 * @param <C> what takes the content
 */
record Fillable<C>(Supplier<? extends C> empty, Function<C, Object> wrap, boolean looksAtElements) {

	Made<C> make() {
		C content = this.empty.get();
		return new Made<>(content, this.wrap.apply(content), this.looksAtElements);
	}

	/**
	 * An empty collection or map.
	 *
	 * @param content takes the content
	 * @param object the collection or map itself
	 * @param looksAtElements whether elements have to be finished
	 * @param <C> what takes the content
	 */
	record Made<C>(C content, Object object, boolean looksAtElements) {
	}

}
