package io.github.jwtsession.attribute.jackson;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectInputValidation;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import io.github.jwtsession.attribute.type.UnsupportedTypeException;
import org.jspecify.annotations.Nullable;

/**
 * What a class of the application does of its own when Java serialization writes and
 * reads it (Java Object Serialization Specification, sections 2.3, 2.5, 3.4 and 3.7). It
 * is done here as well, or the class is refused.
 * <ul>
 * <li>{@code writeReplace}: what it returns is written instead, if that has a
 * {@code readResolve} to bring the object back.</li>
 * <li>{@code readResolve}: what it returns takes the place of what was read.</li>
 * <li>{@code writeObject} and {@code readObject}: they are called, with streams that know
 * the default methods only. So an object can prepare its fields, and make those anew that
 * are transient.</li>
 * <li>What writes more than fields, {@link Externalizable} for one, is refused.</li>
 * </ul>
 *
 * @param type the class
 * @param writeReplace the method, {@code null} if there is none
 * @param readResolve the method, {@code null} if there is none
 * @param writeObject the methods, that of the topmost class first
 * @param readObject the methods, that of the topmost class first
 * @param obstacle why the class cannot be written, {@code null} if it can
 */
record SerializationHooks(Class<?> type, @Nullable Method writeReplace, @Nullable Method readResolve,
		List<Method> writeObject, List<Method> readObject, @Nullable String obstacle) {

	private static final String ADVICE = " Let it have fields for its state, or a 'writeReplace' that returns an object "
			+ "with fields, whose 'readResolve' makes it anew.";

	/**
	 * What a class does.
	 * @return {@code null} if it does nothing of its own
	 */
	static @Nullable SerializationHooks of(Class<?> type) {
		boolean special = type.isInterface() || type.isArray() || Enum.class.isAssignableFrom(type)
				|| Throwable.class.isAssignableFrom(type);
		if (special || !Serializable.class.isAssignableFrom(type)) {
			return null;
		}
		Method writeReplace = findInherited(type, "writeReplace");
		Method readResolve = findInherited(type, "readResolve");
		List<Method> writeObject = new ArrayList<>(0);
		List<Method> readObject = new ArrayList<>(0);
		String obstacle = null;
		if (Externalizable.class.isAssignableFrom(type)) {
			obstacle = "it is Externalizable, and what it writes only itself knows.";
		}
		else if (!type.isRecord()) {
			for (Class<?> current = type; isAsked(current); current = current.getSuperclass()) {
				add(current, "writeObject", ObjectOutputStream.class, writeObject);
				add(current, "readObject", ObjectInputStream.class, readObject);
				if (declaresFields(current)) {
					obstacle = "its 'serialPersistentFields' say what is written of it.";
				}
			}
		}
		boolean none = writeReplace == null && readResolve == null && writeObject.isEmpty() && readObject.isEmpty()
				&& obstacle == null;
		return none ? null : new SerializationHooks(type, writeReplace, readResolve, writeObject, readObject, obstacle);
	}

	private static boolean isAsked(@Nullable Class<?> type) {
		return type != null && !AttributeTypes.isOfJdk(type) && Serializable.class.isAssignableFrom(type);
	}

	/**
	 * A method that subclasses have too, unless it is private, or of another package.
	 */
	private static @Nullable Method findInherited(Class<?> type, String name) {
		for (Class<?> current = type; current != null
				&& !AttributeTypes.isOfJdk(current); current = current.getSuperclass()) {
			Method method = find(current, name);
			if (method == null) {
				continue;
			}
			int modifiers = method.getModifiers();
			boolean everywhere = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
			boolean here = current == type
					|| (!Modifier.isPrivate(modifiers) && current.getPackage() == type.getPackage());
			boolean callable = method.getReturnType() == Object.class && !Modifier.isStatic(modifiers)
					&& !Modifier.isAbstract(modifiers);
			return (callable && (everywhere || here)) ? method : null;
		}
		return null;
	}

	private static void add(Class<?> type, String name, Class<?> stream, List<Method> methods) {
		Method method = find(type, name, stream);
		if (method != null && Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
				&& method.getReturnType() == void.class) {
			methods.add(0, method);
		}
	}

	private static @Nullable Method find(Class<?> type, String name, Class<?>... parameters) {
		try {
			return type.getDeclaredMethod(name, parameters);
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	private static boolean declaresFields(Class<?> type) {
		try {
			int modifiers = type.getDeclaredField("serialPersistentFields").getModifiers();
			return Modifier.isStatic(modifiers) && Modifier.isPrivate(modifiers) && Modifier.isFinal(modifiers);
		}
		catch (NoSuchFieldException ex) {
			return false;
		}
	}

	/**
	 * What is written for an object.
	 * @throws UnsupportedTypeException if that could not be read again
	 */
	Object replacementOf(Object object) {
		if (this.writeReplace == null) {
			return object;
		}
		Object replacement = call(this.writeReplace, object);
		if (replacement == null) {
			throw new UnsupportedTypeException(
					"%s is replaced by nothing in its 'writeReplace'.".formatted(this.type.getName()));
		}
		if (replacement.getClass() != object.getClass() && !this.type.isInstance(replacement)) {
			SerializationHooks hooks = of(replacement.getClass());
			if (hooks == null || hooks.readResolve() == null) {
				throw new UnsupportedTypeException(
						"%s is replaced in its 'writeReplace' by %s, which has no 'readResolve' to bring it back."
							.formatted(this.type.getName(), replacement.getClass().getName()));
			}
		}
		return replacement;
	}

	/**
	 * An object is about to be written, field by field.
	 * @throws UnsupportedTypeException if that is not all of it
	 */
	void beforeWrite(Object object) {
		if (this.obstacle != null) {
			throw new UnsupportedTypeException(
					"%s cannot be restored: %s".formatted(this.type.getName(), this.obstacle) + ADVICE);
		}
		for (Method method : this.writeObject) {
			call(method, object, output());
		}
	}

	/**
	 * An object has been read, field by field.
	 * @return the object to take, which may be another one
	 */
	@Nullable Object afterRead(Object object) {
		for (Method method : this.readObject) {
			call(method, object, input());
		}
		return (this.readResolve != null) ? call(this.readResolve, object) : object;
	}

	private @Nullable Object call(Method method, Object object, Object... arguments) {
		try {
			method.setAccessible(true);
			return method.invoke(object, arguments);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof Error error) {
				throw error;
			}
			throw new UnsupportedTypeException(
					"%s cannot be restored: its '%s' writes or reads more than fields, or fails (%s).".formatted(
							this.type.getName(), method.getName(), ex.getTargetException().getClass().getSimpleName())
							+ ADVICE);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object output() {
		try {
			return new FieldOutput();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object input() {
		try {
			return new FieldInput();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The fields are written elsewhere. Made as it is, without a stream behind it, all
	 * other methods of the JDK's class throw an exception.
	 */
	private static final class FieldOutput extends ObjectOutputStream {

		FieldOutput() throws IOException {
		}

		@Override
		public void defaultWriteObject() {
		}

		@Override
		protected void writeObjectOverride(Object object) throws IOException {
			throw new IOException("Only fields are written");
		}

	}

	/**
	 * The fields have been read elsewhere. See {@link FieldOutput}.
	 */
	private static final class FieldInput extends ObjectInputStream {

		FieldInput() throws IOException {
		}

		@Override
		public void defaultReadObject() {
		}

		@Override
		public void registerValidation(ObjectInputValidation validation, int priority) throws InvalidObjectException {
			validation.validateObject();
		}

		@Override
		protected Object readObjectOverride() throws IOException {
			throw new IOException("Only fields are read");
		}

	}

}
