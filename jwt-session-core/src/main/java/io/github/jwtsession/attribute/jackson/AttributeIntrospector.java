package io.github.jwtsession.attribute.jackson;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.github.jwtsession.attribute.type.Conversion;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Heeds the annotations of mix-ins, and none that stand on the classes themselves: those
 * are there for the application's REST interface. A {@code @JsonIgnore} that keeps a
 * field from the browser must not make a session forget it.
 */
public final class AttributeIntrospector extends JacksonAnnotationIntrospector {

	private final transient AttributeTypes types;

	private final transient Set<Class<?>> converted;

	/**
	 * Create an introspector.
	 * @param types tells the application's classes
	 * @param converted the classes that have a {@link Conversion}, which would lose to
	 * what a mix-in says of them
	 */
	public AttributeIntrospector(AttributeTypes types, Set<Class<?>> converted) {
		this.types = types;
		this.converted = converted;
	}

	@Override
	protected <A extends Annotation> @Nullable A _findAnnotation(Annotated annotated, Class<A> type) {
		return isIgnored(annotated, type) ? null : super._findAnnotation(annotated, type);
	}

	@Override
	protected boolean _hasAnnotation(Annotated annotated, Class<? extends Annotation> type) {
		return !isIgnored(annotated, type) && super._hasAnnotation(annotated, type);
	}

	@Override
	protected boolean _hasOneOf(Annotated annotated, Class<? extends Annotation>[] types) {
		return Arrays.stream(types).anyMatch((type) -> _hasAnnotation(annotated, type));
	}

	private boolean isIgnored(Annotated annotated, Class<? extends Annotation> type) {
		if (annotated instanceof AnnotatedClass && !heedsMixIns(annotated.getRawType())) {
			return true;
		}
		AnnotatedElement element = annotated.getAnnotated();
		return element != null && element.isAnnotationPresent(type);
	}

	/**
	 * What a mix-in says of a framework's class is not true of the application's
	 * subclasses.
	 */
	private boolean heedsMixIns(Class<?> type) {
		return !this.types.isApplicationType(type) && !this.converted.contains(type);
	}

	/**
	 * Types are marked in one way only, see {@link TypeMarker}.
	 */
	@Override
	public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
		return null;
	}

	@Override
	public @Nullable Object findTypeResolverBuilder(MapperConfig<?> config, Annotated annotated) {
		return null;
	}

}
