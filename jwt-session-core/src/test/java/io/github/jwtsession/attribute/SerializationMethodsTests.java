package io.github.jwtsession.attribute;

import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.jwtsession.UnsupportedAttributeException;
import jakarta.persistence.Transient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * What classes of an application do of their own in Java serialization is done, or they
 * are refused when they are set, also where they are within others.
 */
class SerializationMethodsTests {

	private final AttributeJson json = new AttributeJson(List.of(), List.of("io.github.jwtsession"), false,
			getClass().getClassLoader());

	@SuppressWarnings("unchecked")
	private <T> T copy(T value) {
		byte[] written = this.json.check("a", value);
		assertThat(this.json.write("a", value)).isEqualTo(written);
		Object read = this.json.read("a", written);
		assertThat(read).as(new String(written, StandardCharsets.UTF_8)).hasSameClassAs(value);
		return (T) read;
	}

	@Test
	void replacementIsWrittenAndBringsTheObjectBack() {
		Price price = new Price("12.50");
		assertThat(copy(price).cents()).isEqualTo(1250);
		Order order = new Order(price, price, new ArrayList<>(List.of(price, new Price("1.00"))), price);
		order.self = order;
		Order copy = copy(order);
		assertThat(copy.declared.cents()).isEqualTo(1250);
		assertThat(copy.again).isSameAs(copy.declared);
		assertThat(copy.open).isSameAs(copy.declared);
		assertThat(copy.list.get(0)).isSameAs(copy.declared);
		assertThat(copy.list.get(1).cents()).isEqualTo(100);
		assertThat(copy.self).isSameAs(copy);
	}

	@Test
	void replacementByItselfOrByASubclassIsWritten() {
		assertThat(copy(new Unchanged("a")).text).isEqualTo("a");
		byte[] written = this.json.check("a", new Detached("b"));
		assertThat(this.json.read("a", written)).isInstanceOfSatisfying(Attached.class,
				(it) -> assertThat(it.text).isEqualTo("b"));
	}

	@Test
	void whatReadResolveReturnsIsRead() {
		assertThat(copy(Level.HIGH)).isSameAs(Level.HIGH);
		assertThat(copy(new ArrayList<>(List.of(Level.LOW, Level.HIGH, Level.LOW)))).satisfiesExactly(
				(it) -> assertThat(it).isSameAs(Level.LOW), (it) -> assertThat(it).isSameAs(Level.HIGH),
				(it) -> assertThat(it).isSameAs(Level.LOW));
		assertThat(copy(Singleton.INSTANCE)).isSameAs(Singleton.INSTANCE);
		assertThat(copy(new SubLevel("z")).name).isEqualTo("z");
	}

	@Test
	void transientFieldsAreMadeAnew() {
		Counter counter = new Counter("ab");
		Counter copy = copy(counter);
		assertThat(copy.lock).isNotNull();
		assertThat(copy.length).isEqualTo(2);
		assertThat(counter.prepared).isTrue();
		SpecialCounter special = copy(new SpecialCounter("abc"));
		assertThat(special.lock).isNotNull();
		assertThat(special.doubled).isEqualTo(6);
		Counter own = new Counter("a");
		own.other = own;
		Counter ownCopy = copy(own);
		assertThat(ownCopy.other).isSameAs(ownCopy);
	}

	@Test
	void methodsOfWhatIsNotSerializableMeanNothing() {
		assertThat(copy(new NotSerializable("x")).text).isEqualTo("x");
	}

	@ParameterizedTest
	@MethodSource("refused")
	void refusesWhatWouldComeBackInPart(Object value, String expected) {
		for (Object attribute : List.of(value, new ArrayList<>(List.of(value)), Map.of("k", new Object[] { value }))) {
			this.json.check("a", new ArrayList<>(List.of("harmless")));
			assertThatExceptionOfType(UnsupportedAttributeException.class)
				.isThrownBy(() -> this.json.check("a", attribute))
				.withMessageContaining(value.getClass().getName())
				.withMessageContaining(expected);
		}
	}

	static Stream<Arguments> refused() {
		return Stream.of(arguments(new External(), "Externalizable"),
				arguments(new WritesMore("a"), "'writeObject' writes or reads more than fields"),
				arguments(new WritesObjects("a"), "'writeObject' writes or reads more than fields"),
				arguments(new ReadsFields("a"), "'readObject' writes or reads more than fields"),
				arguments(new Invalid("a"), "'readObject' writes or reads more than fields, or fails (Invalid"),
				arguments(new NamesFields("a"), "serialPersistentFields"),
				arguments(new ReplacedByText("a"), "java.lang.String, which has no 'readResolve'"),
				arguments(new ReplacedByNothing("a"), "replaced by nothing"));
	}

	@Test
	void refusalSaysWhere() {
		assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> this.json.check("a", Map.of("k", new Object[] { 1, new External() })))
			.withMessageContaining("at 'k[1]'");
	}

	@Test
	void annotationsOfAnApplicationHaveNoEffect() {
		Annotated annotated = new Annotated("sam", "secret", new Square(3));
		Annotated copy = copy(annotated);
		assertThat(copy.password).isEqualTo("secret");
		assertThat(copy.name).isEqualTo("sam");
		assertThat(copy.derived).isEqualTo("SAM");
		assertThat(copy.shape).isInstanceOfSatisfying(Square.class, (it) -> assertThat(it.side).isEqualTo(3));
		assertThat(new String(this.json.write("a", annotated), StandardCharsets.UTF_8)).contains("\"name\":\"sam\"")
			.contains("\"side\":3")
			.doesNotContain("kind", "userName");
	}

	static class Text implements Serializable {

		final String text;

		Text(String text) {
			this.text = text;
		}

	}

	static final class Price implements Serializable {

		private final transient String text;

		Price(String text) {
			this.text = text;
		}

		int cents() {
			return Integer.parseInt(this.text.replace(".", ""));
		}

		private Object writeReplace() {
			return new PriceProxy(cents());
		}

		private void readObject(ObjectInputStream stream) throws IOException {
			throw new InvalidObjectException("Proxy required");
		}

	}

	private static final class PriceProxy implements Serializable {

		private final int cents;

		PriceProxy(int cents) {
			this.cents = cents;
		}

		private Object readResolve() {
			return new Price("%d.%02d".formatted(this.cents / 100, this.cents % 100));
		}

	}

	static final class Order implements Serializable {

		Price declared;

		Price again;

		List<Price> list;

		Object open;

		Order self;

		Order(Price declared, Price again, List<Price> list, Object open) {
			this.declared = declared;
			this.again = again;
			this.list = list;
			this.open = open;
		}

	}

	static final class Unchanged extends Text {

		Unchanged(String text) {
			super(text);
		}

		private Object writeReplace() {
			return this;
		}

	}

	static class Detached extends Text {

		Detached(String text) {
			super(text);
		}

		private Object writeReplace() {
			return new Attached(this.text);
		}

	}

	static final class Attached extends Detached {

		Attached(String text) {
			super(text);
		}

	}

	static class Level implements Serializable {

		static final Level LOW = new Level("low");

		static final Level HIGH = new Level("high");

		final String name;

		Level(String name) {
			this.name = name;
		}

		private Object readResolve() {
			return this.name.equals("low") ? LOW : HIGH;
		}

	}

	static final class SubLevel extends Level {

		SubLevel(String name) {
			super(name);
		}

	}

	static final class Singleton implements Serializable {

		static final Singleton INSTANCE = new Singleton();

		private Singleton() {
		}

		protected Object readResolve() {
			return INSTANCE;
		}

	}

	static class Counter extends Text {

		transient ReentrantLock lock = new ReentrantLock();

		transient int length;

		transient boolean prepared;

		Counter other;

		Counter(String text) {
			super(text);
			this.length = text.length();
		}

		private void writeObject(ObjectOutputStream stream) throws IOException {
			this.prepared = true;
			stream.defaultWriteObject();
		}

		private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
			stream.defaultReadObject();
			this.lock = new ReentrantLock();
			this.length = this.text.length();
		}

	}

	static final class SpecialCounter extends Counter {

		transient int doubled;

		SpecialCounter(String text) {
			super(text);
		}

		private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
			stream.defaultReadObject();
			this.doubled = 2 * this.length;
		}

	}

	static final class NotSerializable {

		private final String text;

		NotSerializable(String text) {
			this.text = text;
		}

		private Object writeReplace() {
			return "replaced";
		}

		private void readObject(ObjectInputStream stream) {
			throw new IllegalStateException();
		}

	}

	public static final class External implements Externalizable {

		@Override
		public void writeExternal(ObjectOutput out) {
		}

		@Override
		public void readExternal(ObjectInput in) {
		}

	}

	static final class WritesMore extends Text {

		WritesMore(String text) {
			super(text);
		}

		private void writeObject(ObjectOutputStream stream) throws IOException {
			stream.defaultWriteObject();
			stream.writeInt(1);
		}

	}

	static final class WritesObjects extends Text {

		WritesObjects(String text) {
			super(text);
		}

		private void writeObject(ObjectOutputStream stream) throws IOException {
			stream.writeObject(this.text);
		}

	}

	static final class ReadsFields extends Text {

		ReadsFields(String text) {
			super(text);
		}

		private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
			stream.readFields();
		}

	}

	static final class Invalid extends Text {

		Invalid(String text) {
			super(text);
		}

		private void readObject(ObjectInputStream stream) throws IOException {
			stream.registerValidation(() -> {
				throw new InvalidObjectException(this.text);
			}, 0);
		}

	}

	static final class NamesFields extends Text {

		private static final ObjectStreamField[] serialPersistentFields = {
				new ObjectStreamField("other", String.class) };

		NamesFields(String text) {
			super(text);
		}

	}

	static final class ReplacedByText extends Text {

		ReplacedByText(String text) {
			super(text);
		}

		private Object writeReplace() {
			return this.text;
		}

	}

	static final class ReplacedByNothing extends Text {

		ReplacedByNothing(String text) {
			super(text);
		}

		private Object writeReplace() {
			return null;
		}

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	interface Shape {

	}

	record Square(int side) implements Shape {

		@JsonValue
		String text() {
			return "square";
		}

	}

	@JsonIgnoreProperties("name")
	@JsonFormat(shape = JsonFormat.Shape.ARRAY)
	static final class Annotated {

		@JsonProperty("userName")
		private final String name;

		@JsonIgnore
		private final String password;

		@Transient
		private final String derived;

		private final Shape shape;

		@JsonCreator
		Annotated(String name, String password, Shape shape) {
			this.name = name;
			this.password = password;
			this.derived = name.toUpperCase(Locale.ROOT);
			this.shape = shape;
		}

	}

}
