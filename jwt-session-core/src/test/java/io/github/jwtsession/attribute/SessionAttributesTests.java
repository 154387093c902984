package io.github.jwtsession.attribute;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.github.jwtsession.UnsupportedAttributeException;
import io.github.jwtsession.attribute.bean.SessionBeanState;
import io.github.jwtsession.attribute.bean.SessionBeans;
import io.github.jwtsession.attribute.type.AttributeTypeSupport;
import io.github.jwtsession.attribute.type.Conversion;
import io.github.jwtsession.attribute.type.ConversionModule;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SessionAttributes}.
 */
class SessionAttributesTests {

	private final CountingTypes counting = new CountingTypes();

	private final AttributeJson json = new AttributeJson(List.of(this.counting), List.of("io.github.jwtsession"), false,
			getClass().getClassLoader());

	@Test
	void attributesStayJsonUntilTheyAreRead() {
		SessionAttributes attributes = held("{\"a\":{\"@cnt\":1},\"b\":{\"@cnt\":2}}");
		assertThat(attributes.names()).containsExactly("a", "b");
		assertThat(this.counting.read).isZero();
		attributes.get("b");
		attributes.get("b");
		assertThat(this.counting.read).isEqualTo(1);
	}

	@Test
	void onlyAttributesThatWereReadAreCompared() {
		SessionAttributes attributes = held("{\"a\":{\"@cnt\":1},\"b\":{\"@cnt\":2},\"c\":{\"@cnt\":3}}");
		attributes.get("b");
		assertThat(attributes.snapshot().changed()).isEmpty();
		assertThat(this.counting.written).isEqualTo(1);
	}

	@Test
	void changeInPlaceIsAChange() {
		SessionAttributes attributes = held("{\"list\":[1],\"other\":2}");
		@SuppressWarnings("unchecked")
		List<Object> list = (List<Object>) attributes.get("list");
		list.add(2L);
		AttributesSnapshot snapshot = attributes.snapshot();
		assertThat(snapshot.changed()).containsExactly("list");
		assertThat(text(snapshot)).isEqualTo("{\"other\":2,\"list\":[1,{\"@L\":2}]}");
	}

	@Test
	void changeBackIsNoChange() {
		SessionAttributes attributes = held("{\"list\":[1]}");
		@SuppressWarnings("unchecked")
		List<Object> list = (List<Object>) attributes.get("list");
		list.add(2);
		list.remove(1);
		assertThat(attributes.snapshot().changed()).isEmpty();
	}

	@Test
	void hashSetsAndHashMapsThatAreOnlyReadAreNoChangeWhateverTheirOrder() {
		Set<String> set = new HashSet<>();
		Map<Object, Object> map = new HashMap<>(1024);
		IntStream.range(0, 100).forEach((i) -> {
			set.add("element" + i * 31);
			map.put(i * 7919L, new HashSet<>(Set.of(new Identity("a"), new Identity("b"), new Identity("c"))));
		});
		SessionAttributes attributes = new SessionAttributes(this.json);
		attributes.set("set", set);
		attributes.set("map", map);
		attributes.set("immutable", Set.of(new Identity("a"), new Identity("b"), new Identity("c")));
		for (int i = 0; i < 10; i++) {
			attributes = new SessionAttributes(this.json, ByteBuffer.wrap(attributes.snapshot().toJson()));
			attributes.names().forEach(attributes::get);
			assertThat(attributes.snapshot().changed()).isEmpty();
		}
	}

	@Test
	void jsonOfAnotherVersionThatIsOnlyReadIsNoChange() {
		String type = "@" + Point.class.getName();
		SessionAttributes attributes = held("{\"p\": {\"" + type + "\" : {\"y\":2, \"x\":1, \"removed\":3}} }");
		assertThat(attributes.get("p")).isEqualTo(new Point(1, 2));
		assertThat(attributes.snapshot().changed()).isEmpty();
	}

	@Test
	void equalValueIsNoChange() {
		SessionAttributes attributes = held("{\"a\":[1]}");
		attributes.set("a", new ArrayList<>(List.of(1)));
		assertThat(attributes.snapshot().changed()).isEmpty();
	}

	@Test
	void removalIsAChange() {
		SessionAttributes attributes = held("{\"a\":1,\"b\":2}");
		attributes.remove("a");
		assertThat(attributes.snapshot().changed()).containsExactly("a");
		assertThat(text(attributes.snapshot())).isEqualTo("{\"b\":2}");
	}

	@Test
	void removalOfWhatTheClientNeverHadIsNone() {
		SessionAttributes attributes = held("{\"b\":2}");
		attributes.set("a", 1);
		attributes.remove("a");
		attributes.remove("c");
		assertThat(attributes.snapshot().changed()).isEmpty();
	}

	@Test
	void nothingIsChangedOnceItWasSent() {
		SessionAttributes attributes = held("{\"a\":1,\"b\":2}");
		attributes.set("c", 3);
		attributes.remove("b");
		attributes.sent(attributes.snapshot());
		assertThat(attributes.snapshot().changed()).isEmpty();
		attributes.set("b", 2);
		assertThat(attributes.snapshot().changed()).containsExactly("b");
	}

	@Test
	void unreadableAttributeIsAbsentAndStaysForAnInstanceThatCanReadIt() {
		SessionAttributes attributes = held("{\"b\":2,\"gone\":{\"@io.github.jwtsession.Gone\":{}}}");
		assertThat(attributes.get("gone")).isNull();
		assertThat(attributes.get("b")).isEqualTo(2);
		assertThat(attributes.names()).containsExactly("b");
		assertThat(text(attributes.snapshot())).isEqualTo("{\"b\":2,\"gone\":{\"@io.github.jwtsession.Gone\":{}}}");
	}

	@Test
	void localAttributeIsThereAndNotWritten() {
		SessionAttributes attributes = held("{\"a\":1}");
		attributes.set("local", new Object());
		assertThat(attributes.get("local")).isNotNull();
		assertThat(text(attributes.snapshot())).isEqualTo("{\"a\":1}");
		assertThat(attributes.snapshot().changed()).isEmpty();
	}

	@Test
	void whatCannotBeReadAgainIsRefusedWhenItIsSet() {
		SessionAttributes attributes = new SessionAttributes(this.json);
		assertThatExceptionOfType(UnsupportedAttributeException.class)
			.isThrownBy(() -> attributes.set("a", new Once("made")))
			.withMessageContaining("not read again");
		assertThatExceptionOfType(UnsupportedAttributeException.class).isThrownBy(() -> attributes.set("\ud83d", 1))
			.withMessageContaining("no valid Unicode");
		assertThat(attributes.snapshot().isEmpty()).isTrue();
	}

	@Test
	void fieldOfASessionBeanWhoseTypeHasChangedKeepsWhatItHas() {
		AttributeJson beans = new AttributeJson(List.of(), List.of("io.github.jwtsession"), false, null, List.of(),
				new SessionBeans() {
					@Override
					public boolean isBean(String attributeName) {
						return true;
					}

					@Override
					public boolean isDependency(String attributeName, Field field, Object value) {
						return false;
					}
				});
		byte[] state = "{\"@bean\":{\"day\":\"no date\",\"task\":{},\"count\":5,\"gone\":1}}"
			.getBytes(StandardCharsets.UTF_8);
		Bean bean = new Bean();
		((SessionBeanState) beans.read("bean", state)).applyTo(bean);
		assertThat(bean.day).isEqualTo(LocalDate.EPOCH);
		assertThat(bean.task).isNull();
		assertThat(bean.count).isEqualTo(5);
	}

	@Test
	void attributesMayBeSetWhileTheSessionIsSaved() throws Exception {
		SessionAttributes attributes = new SessionAttributes(this.json);
		CompletableFuture<Void> setting = CompletableFuture
			.runAsync(() -> IntStream.range(0, 5000).forEach((i) -> attributes.set("a" + i % 500, i)));
		while (!setting.isDone()) {
			attributes.sent(attributes.snapshot());
		}
		setting.get();
		assertThat(attributes.names()).hasSize(500);
	}

	@Test
	void wellKnownNamesAreWrittenShort() {
		SessionAttributes attributes = new SessionAttributes(this.json);
		attributes.set("a.very.long.name", 1);
		attributes.set("@long", 2);
		attributes.set("@@", 3);
		assertThat(text(attributes.snapshot())).isEqualTo("{\"@long\":1,\"@@long\":2,\"@@@\":3}");
		assertThat(held(text(attributes.snapshot())).names()).containsExactly("a.very.long.name", "@long", "@@");
	}

	@Test
	void valuesBeyondAsciiAreCutOutWhole() {
		SessionAttributes attributes = held("{\"é€\":\"😀\" , \"b\" : [ \"ü\" ] }");
		assertThat(attributes.get("é€")).isEqualTo("😀");
		assertThat(attributes.get("b")).isEqualTo(List.of("ü"));
	}

	@Test
	void attributeThatIsRemovedSetAndRemovedAgainIsGone() {
		SessionAttributes attributes = held("{\"a\":1,\"b\":2}");
		attributes.remove("a");
		attributes.set("a", 5);
		attributes.remove("a");
		AttributesSnapshot snapshot = attributes.snapshotIfChanged();
		assertThat(snapshot.changed()).containsExactly("a");
		assertThat(text(snapshot)).isEqualTo("{\"b\":2}");
	}

	@Test
	void attributeThatIsRemovedAndSetToWhatItWasIsNoChange() {
		SessionAttributes attributes = held("{\"a\":1,\"b\":2}");
		attributes.remove("a");
		attributes.set("a", 1);
		assertThat(attributes.snapshotIfChanged()).isNull();
	}

	@Test
	void attributeThatWasTakenBackFromTheClientIsSentAgain() {
		SessionAttributes attributes = held("{\"a\":1,\"b\":2}");
		attributes.remove("a");
		attributes.sent(attributes.snapshot());
		attributes.set("a", 1);
		assertThat(text(attributes.snapshotIfChanged())).isEqualTo("{\"b\":2,\"a\":1}");
	}

	@Test
	void attributeThatIsSetBetweenSnapshotAndSendingAfterItsRemovalIsSentNextTime() {
		SessionAttributes attributes = held("{\"a\":1,\"b\":2}");
		attributes.remove("a");
		AttributesSnapshot snapshot = attributes.snapshot();
		attributes.set("a", 1);
		attributes.sent(snapshot);
		assertThat(text(attributes.snapshotIfChanged())).isEqualTo("{\"b\":2,\"a\":1}");
	}

	@Test
	void attributeThatIsRemovedBetweenSnapshotAndSendingIsRemovedNextTime() {
		SessionAttributes attributes = held("{\"b\":2}");
		attributes.set("a", 1);
		AttributesSnapshot snapshot = attributes.snapshot();
		attributes.remove("a");
		attributes.sent(snapshot);
		assertThat(text(attributes.snapshotIfChanged())).isEqualTo("{\"b\":2}");
	}

	@Test
	void secondMemberOfANameDoesNotComeBackWhenTheFirstIsRemoved() {
		SessionAttributes attributes = held("{\"a\":1,\"b\":2,\"a\":3}");
		attributes.remove("a");
		assertThat(attributes.names()).containsExactly("b");
		assertThat(text(attributes.snapshotIfChanged())).isEqualTo("{\"b\":2}");
	}

	/**
	 * A class that writes itself, by an interface of Jackson's, may write anything. One
	 * value that is none would stand among the others, and take them with it.
	 */
	@Test
	void objectThatIsChangedInPlaceToWriteNoJsonIsRefused() {
		SessionAttributes attributes = held("{\"login\":\"sam\"}");
		SelfWriting value = new SelfWriting();
		attributes.set("v", value);
		value.broken = true;
		assertThatExceptionOfType(UnsupportedAttributeException.class).isThrownBy(attributes::snapshotIfChanged)
			.withMessageContaining("'v'");
	}

	private SessionAttributes held(String content) {
		return new SessionAttributes(this.json, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
	}

	private static String text(AttributesSnapshot snapshot) {
		return new String(snapshot.toJson(), StandardCharsets.UTF_8);
	}

	record Point(int x, int y) {
	}

	static final class SelfWriting implements JacksonSerializable {

		private boolean broken;

		@Override
		public void serialize(JsonGenerator json, SerializationContext ctxt) {
			json.writeNumber(1);
			if (this.broken) {
				json.writeNumber(2);
			}
		}

		@Override
		public void serializeWithType(JsonGenerator json, SerializationContext ctxt, TypeSerializer typer) {
			serialize(json, ctxt);
		}

	}

	/**
	 * Equal only to itself, so that its place in a hash set changes with every reading.
	 */
	static final class Identity {

		private final String name;

		Identity(String name) {
			this.name = name;
		}

		String name() {
			return this.name;
		}

	}

	static final class Bean {

		private LocalDate day = LocalDate.EPOCH;

		private Runnable task;

		private int count;

	}

	static final class Once {

		private final String name;

		Once() {
			throw new IllegalStateException("on purpose");
		}

		Once(String name) {
			this.name = name;
		}

		String name() {
			return this.name;
		}

	}

	static final class Counted {

	}

	private static final class CountingTypes implements AttributeTypeSupport {

		private int read;

		private int written;

		@Override
		public Map<String, Class<?>> aliases() {
			return Map.of("cnt", Counted.class);
		}

		@Override
		public List<JacksonModule> modules() {
			return List.of(new ConversionModule("counting", List
				.of(new Conversion<>(Counted.class, Integer.class, (value) -> ++this.written, (form) -> count()))));
		}

		private Counted count() {
			this.read++;
			this.written = 0;
			return new Counted();
		}

		@Override
		public Map<String, String> attributeNames() {
			return Map.of("long", "a.very.long.name");
		}

		@Override
		public boolean isLocal(String name) {
			return name.equals("local");
		}

	}

}
