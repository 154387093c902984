package io.github.jwtsession.attribute.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.jsontype.TypeDeserializer;

import org.springframework.util.Assert;

/**
 * Reads a list and makes another collection of it: one without a constructor, like what
 * {@code List.of()} returns. Jackson writes those by itself.
 */
final class CollectionConversion extends ValueDeserializer<Object> {

	private final JavaType type;

	private final Function<List<Object>, ?> fromList;

	private final @Nullable ValueDeserializer<Object> listDeserializer;

	CollectionConversion(JavaType type, Function<List<Object>, ?> fromList) {
		this(type, fromList, null);
	}

	private CollectionConversion(JavaType type, Function<List<Object>, ?> fromList,
			@Nullable ValueDeserializer<Object> listDeserializer) {
		this.type = type;
		this.fromList = fromList;
		this.listDeserializer = listDeserializer;
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext ctxt, @Nullable BeanProperty property) {
		JavaType listType = ctxt.getTypeFactory().constructCollectionType(ArrayList.class, this.type.getContentType());
		return new CollectionConversion(this.type, this.fromList,
				ctxt.findContextualValueDeserializer(listType, property));
	}

	@Override
	public boolean isCachable() {
		return true;
	}

	@Override
	@SuppressWarnings("unchecked")
	public @Nullable Object deserialize(JsonParser json, DeserializationContext ctxt) {
		Assert.state(this.listDeserializer != null, "Jackson has not called createContextual");
		List<Object> list = (List<Object>) this.listDeserializer.deserialize(json, ctxt);
		return this.fromList.apply(list);
	}

	@Override
	public Object deserializeWithType(JsonParser json, DeserializationContext ctxt, TypeDeserializer typer) {
		return typer.deserializeTypedFromAny(json, ctxt);
	}

}
