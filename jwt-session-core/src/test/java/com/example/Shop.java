package com.example;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Classes of an application for the golden files. They stand in a package of their own,
 * since a token holds their names.
 */
public final class Shop {

	private Shop() {
	}

	/**
	 * An enum with more constants than a {@code long} has bits: its sets are of another
	 * class than those of smaller ones.
	 */
	public enum Shelf {

		S01, S02, S03, S04, S05, S06, S07, S08, S09, S10, S11, S12, S13, S14, S15, S16, S17, S18, S19, S20, S21, S22,
		S23, S24, S25, S26, S27, S28, S29, S30, S31, S32, S33, S34, S35, S36, S37, S38, S39, S40, S41, S42, S43, S44,
		S45, S46, S47, S48, S49, S50, S51, S52, S53, S54, S55, S56, S57, S58, S59, S60, S61, S62, S63, S64, S65

	}

	/**
	 * An enum with a constant of a class of its own.
	 */
	public enum Tea {

		GREEN, BLACK {
			@Override
			public String toString() {
				return "Black tea";
			}
		}

	}

	/**
	 * A record.
	 *
	 * @param item a place that tells its type
	 * @param cents a place for a primitive value
	 * @param note a place that tells nothing
	 */
	public record Line(Tea item, int cents, @Nullable Object note) {
	}

	/**
	 * A superclass.
	 */
	public static class Document {

		private final Long number;

		Document(Long number) {
			this.number = number;
		}

		public Long number() {
			return this.number;
		}

	}

	/**
	 * A class that inherits, without a default constructor.
	 */
	public static final class Order extends Document {

		private final List<Line> lines;

		private final Map<Tea, Set<Long>> stock;

		private final Number total;

		private final transient String cached = "not written";

		public Order(Long number, List<Line> lines, Map<Tea, Set<Long>> stock, Number total) {
			super(number);
			this.lines = lines;
			this.stock = stock;
			this.total = total;
		}

		public List<Line> lines() {
			return this.lines;
		}

		public Map<Tea, Set<Long>> stock() {
			return this.stock;
		}

		public Number total() {
			return this.total;
		}

		public String cached() {
			return this.cached;
		}

	}

	/**
	 * A map.
	 */
	public static final class Basket extends HashMap<String, Long> {

	}

	/**
	 * An exception.
	 */
	public static final class SoldOutException extends RuntimeException {

		public SoldOutException(String message) {
			super(message);
		}

	}

	/**
	 * A session-scoped bean.
	 */
	public static class Cart {

		private final Map<String, Integer> lines = new LinkedHashMap<>();

		private @Nullable Object voucher;

		public void add(String item, int quantity) {
			this.lines.merge(item, quantity, Integer::sum);
		}

		public void setVoucher(@Nullable Object voucher) {
			this.voucher = voucher;
		}

		public @Nullable Object getVoucher() {
			return this.voucher;
		}

	}

	/**
	 * Refers to the folder that it is in.
	 */
	public static final class Folder {

		private final String name;

		private final Folder parent;

		private final List<Folder> folders = new ArrayList<>();

		public Folder(String name, Folder parent) {
			this.name = name;
			this.parent = parent;
		}

		public Folder add(String name) {
			this.folders.add(new Folder(name, this));
			return this;
		}

	}

	/**
	 * Is written by another object, as by Java serialization.
	 */
	public static final class Price implements Serializable {

		private final int cents;

		public Price(int cents) {
			this.cents = cents;
		}

		private Object writeReplace() {
			return new PriceData("EUR", this.cents);
		}

	}

	private record PriceData(String currency, int amount) implements Serializable {

		private Object readResolve() {
			return new Price(this.amount);
		}

	}

}
