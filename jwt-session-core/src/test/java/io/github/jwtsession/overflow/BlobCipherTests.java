package io.github.jwtsession.overflow;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

import io.github.jwtsession.jwe.Base64Url;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BlobCipher} and {@link OverflowReference}. What version 0.2 has
 * written is read by every later one.
 */
class BlobCipherTests {

	private static final byte[] JSON = "{\"@com.example.Cart\":{\"lines\":[\"tea\",\"tea\",\"tea\"]}}"
		.getBytes(StandardCharsets.UTF_8);

	private static final String REFERENCE_OF_0_2 = "{\"@>overflow\":{\"id\":\"AAECAwQFBgcICQoLDA0ODw\","
			+ "\"key\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\",\"fam\":\"JccDJF_DaC3jGmZ4TrYHig\",\"len\":51,"
			+ "\"exp\":1767322445}}";

	private static final String BLOB_OF_0_2 = "013214ec805a1475a8aad3972daa93ea24aad590eda0d305a0b37c8c8aa8d28abf314658"
			+ "a069789197c4ef268d8bc3c9d332ff4dcad451df1d86cf5dd3230cd09816106a35a2c731";

	private final BlobCipher cipher = new BlobCipher("shop");

	private final OverflowReference reference = new OverflowReference(this.cipher.newId(), this.cipher.newKey(),
			"family", JSON.length, Instant.ofEpochSecond(1767322445));

	@Test
	void opensWhatItSealed() {
		byte[] blob = this.cipher.seal("cart", JSON, this.reference);
		assertThat(this.cipher.open("cart", blob, this.reference)).isEqualTo(JSON);
		assertThat(this.cipher.seal("cart", JSON, this.reference)).isNotEqualTo(blob);
	}

	@Test
	void refusesAnyChange() {
		byte[] blob = this.cipher.seal("cart", JSON, this.reference);
		for (int i = 0; i < blob.length; i++) {
			byte[] changed = blob.clone();
			changed[i] ^= 1;
			assertThat(this.cipher.open("cart", changed, this.reference)).isNull();
			assertThat(this.cipher.open("cart", Arrays.copyOf(blob, i), this.reference)).isNull();
		}
	}

	@Test
	void refusesAnotherApplicationSessionNameAndKey() {
		byte[] blob = this.cipher.seal("cart", JSON, this.reference);
		assertThat(new BlobCipher("bank").open("cart", blob, this.reference)).isNull();
		assertThat(this.cipher.open("card", blob, this.reference)).isNull();
		assertThat(this.cipher.open("cart", blob, copy(this.reference.key(), "familyx", JSON.length))).isNull();
		assertThat(this.cipher.open("cart", blob, copy(this.cipher.newKey(), "family", JSON.length))).isNull();
		assertThat(new BlobCipher("bank").ownerOf("a")).isNotEqualTo(this.cipher.ownerOf("a"));
	}

	/**
	 * Where one text ends and the next begins is authentic, too.
	 */
	@Test
	void refusesTextsThatAreDividedOtherwise() {
		byte[] blob = this.cipher.seal("cart", JSON, copy(this.reference.key(), "family", JSON.length));
		assertThat(this.cipher.open("ycart", blob, copy(this.reference.key(), "famil", JSON.length))).isNull();
	}

	@Test
	void inflatesNoMoreThanTheReferenceSays() {
		byte[] zeros = new byte[1_000_000];
		byte[] blob = this.cipher.seal("cart", zeros, this.reference);
		assertThat(blob).hasSizeLessThan(10_000);
		assertThat(this.cipher.open("cart", blob, this.reference)).hasSize(JSON.length);
		assertThat(this.cipher.open("cart", blob, copy(this.reference.key(), "family", 1_000_001))).isNull();
	}

	private OverflowReference copy(byte[] key, String family, int length) {
		return new OverflowReference(this.reference.id(), key, family, length, this.reference.keptUntil());
	}

	@Test
	void readsWhatItWrote() {
		byte[] json = this.reference.toJson();
		OverflowReference read = OverflowReference.read(json, 0, json.length);
		assertThat(read).isNotNull();
		assertThat(read.key()).isEqualTo(this.reference.key());
		assertThat(read).usingRecursiveComparison().isEqualTo(this.reference);
		assertThat(this.reference.toString()).doesNotContain(Base64Url.encode(this.reference.key()));
	}

	@Test
	void readsNoReferenceFromAnythingElse() {
		byte[] json = this.reference.toJson();
		for (int end = 0; end < json.length; end++) {
			assertThat(OverflowReference.read(json, 0, end)).isNull();
		}
		for (String other : new String[] { "5", "{}", "{\"@>overflow\":5}", "{\"@>overflow\":{}}",
				"{\"@>overflow\":{\"id\":\"a\",\"key\":\"AA\",\"fam\":\"f\",\"len\":5,\"exp\":5}}",
				new String(json, StandardCharsets.UTF_8).replace("\"len\":", "\"len\":-"),
				new String(json, StandardCharsets.UTF_8).replace("\"exp\":", "\"exp\":999999999999999"),
				new String(json, StandardCharsets.UTF_8).replace("\"key\":\"", "\"key\":\"*") }) {
			byte[] bytes = other.getBytes(StandardCharsets.UTF_8);
			assertThat(OverflowReference.read(bytes, 0, bytes.length)).as(other).isNull();
		}
	}

	@Test
	void skipsWhatALaterVersionMayAdd() {
		String later = REFERENCE_OF_0_2.replace("\"id\"", "\"new\":{\"a\":[1]},\"id\"");
		byte[] bytes = later.getBytes(StandardCharsets.UTF_8);
		assertThat(OverflowReference.read(bytes, 0, bytes.length)).isNotNull();
	}

	@Test
	void opensWhatVersion02HasWritten() {
		byte[] json = REFERENCE_OF_0_2.getBytes(StandardCharsets.UTF_8);
		OverflowReference stored = OverflowReference.read(json, 0, json.length);
		assertThat(stored).isNotNull();
		assertThat(stored.toJson()).isEqualTo(json);
		assertThat(this.cipher.open("cart", HexFormat.of().parseHex(BLOB_OF_0_2), stored)).isEqualTo(JSON);
		assertThat(this.cipher.ownerOf(stored.family())).isEqualTo("rMQZjJmFzDd39HrzspNIiA");
	}

}
