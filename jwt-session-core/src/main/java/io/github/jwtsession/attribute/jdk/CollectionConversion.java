package io.github.jwtsession.attribute.jdk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.jwtsession.attribute.jackson.FillableReader;
import io.github.jwtsession.attribute.jackson.ObjectTable;
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
final class CollectionConversion extends ValueDeserializer<Object> implements FillableReader {

	private final JavaType type;

	private final Function<List<Object>, ?> fromList;

	private final @Nullable Fillable<Collection<Object>> fillable;

	private final @Nullable ValueDeserializer<Object> listDeserializer;

	CollectionConversion(JavaType type, Function<List<Object>, ?> fromList,
			@Nullable Fillable<Collection<Object>> fillable) {
		this(type, fromList, fillable, null);
	}

	private CollectionConversion(JavaType type, Function<List<Object>, ?> fromList,
			@Nullable Fillable<Collection<Object>> fillable, @Nullable ValueDeserializer<Object> listDeserializer) {
		this.type = type;
		this.fromList = fromList;
		this.fillable = fillable;
		this.listDeserializer = listDeserializer;
	}

	@Override
	public ValueDeserializer<?> createContextual(DeserializationContext ctxt, @Nullable BeanProperty property) {
		JavaType listType = ctxt.getTypeFactory().constructCollectionType(ArrayList.class, this.type.getContentType());
		return new CollectionConversion(this.type, this.fromList, this.fillable,
				ctxt.findContextualValueDeserializer(listType, property));
	}

	@Override
	public boolean isCachable() {
		return true;
	}

	@Override
	public @Nullable Object deserialize(JsonParser json, DeserializationContext ctxt) {
		ObjectTable table = ObjectTable.of(ctxt);
		return (table == null || this.fillable == null) ? this.fromList.apply(readList(json, ctxt))
				: fill(this.fillable.make(), table, json, ctxt);
	}

	@Override
	public Object read(JsonParser json, DeserializationContext ctxt, Consumer<Object> made) {
		if (this.fillable == null) {
			return this.fromList.apply(readList(json, ctxt));
		}
		Fillable.Made<Collection<Object>> empty = this.fillable.make();
		made.accept(empty.object());
		return fill(empty, Objects.requireNonNull(ObjectTable.of(ctxt)), json, ctxt);
	}

	private Object fill(Fillable.Made<Collection<Object>> empty, ObjectTable table, JsonParser json,
			DeserializationContext ctxt) {
		int references = empty.looksAtElements() ? table.unfinishedReferences() : -1;
		List<Object> list = readList(json, ctxt);
		table.fill(references, () -> empty.content().addAll(list));
		return empty.object();
	}

	@SuppressWarnings("unchecked")
	private List<Object> readList(JsonParser json, DeserializationContext ctxt) {
		Assert.state(this.listDeserializer != null, "Jackson has not called createContextual");
		return (List<Object>) this.listDeserializer.deserialize(json, ctxt);
	}

	@Override
	public Object deserializeWithType(JsonParser json, DeserializationContext ctxt, TypeDeserializer typer) {
		return typer.deserializeTypedFromAny(json, ctxt);
	}

}
