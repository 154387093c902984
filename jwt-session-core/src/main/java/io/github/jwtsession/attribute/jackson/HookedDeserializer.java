package io.github.jwtsession.attribute.jackson;

import io.github.jwtsession.attribute.type.LazyDeserializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.std.DelegatingDeserializer;

/**
 * Reads what {@link HookedSerializer} has written.
 */
final class HookedDeserializer extends DelegatingDeserializer {

	private final SerializationHooks hooks;

	private final LazyDeserializer replacements = LazyDeserializer.ofPlace(Object.class);

	HookedDeserializer(ValueDeserializer<?> delegate, SerializationHooks hooks) {
		super(delegate);
		this.hooks = hooks;
	}

	@Override
	protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
		return new HookedDeserializer(delegate, this.hooks);
	}

	/**
	 * An object that is replaced cannot be there before its content.
	 */
	@Override
	public @Nullable ValueInstantiator getValueInstantiator() {
		return (this.hooks.writeReplace() == null && this._delegatee instanceof ValueInstantiator.Gettable bean)
				? bean.getValueInstantiator() : null;
	}

	@Override
	public @Nullable Object deserialize(JsonParser json, DeserializationContext ctxt) {
		if (this.hooks.writeReplace() != null && isMarked(json)) {
			Object resolved = this.replacements.read(json, ctxt);
			return this.hooks.type().isInstance(resolved) ? resolved
					: ctxt.reportInputMismatch(this.hooks.type(), "Its replacement does not bring it back");
		}
		return afterRead(this._delegatee.deserialize(json, ctxt));
	}

	private static boolean isMarked(JsonParser json) {
		if (json.currentToken() == JsonToken.START_OBJECT) {
			json.nextToken();
		}
		return json.currentToken() == JsonToken.PROPERTY_NAME && json.currentName().startsWith(TypeIds.MARK);
	}

	@Override
	@SuppressWarnings("unchecked")
	public @Nullable Object deserialize(JsonParser json, DeserializationContext ctxt, Object object) {
		return afterRead(((ValueDeserializer<Object>) this._delegatee).deserialize(json, ctxt, object));
	}

	private @Nullable Object afterRead(@Nullable Object object) {
		return (object != null) ? this.hooks.afterRead(object) : null;
	}

}
