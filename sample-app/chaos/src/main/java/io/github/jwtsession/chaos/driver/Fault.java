package io.github.jwtsession.chaos.driver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.errorprone.annotations.concurrent.GuardedBy;

/**
 * What users met while one thing was wrong, and until it was right again.
 */
final class Fault {

	private static final int MOST_DETAILS = 8;

	private final String name;

	@GuardedBy("this")
	private final Map<Event, Integer> counts = new EnumMap<>(Event.class);

	@GuardedBy("this")
	private final Map<String, Integer> details = new TreeMap<>();

	@GuardedBy("this")
	private Duration longestAnswer = Duration.ZERO;

	@GuardedBy("this")
	private Duration longestRefusal = Duration.ZERO;

	Fault(String name) {
		this.name = name;
	}

	synchronized void count(Event event) {
		this.counts.merge(event, 1, Integer::sum);
	}

	synchronized void count(Event event, String detail) {
		count(event);
		this.details.merge(event + ": " + detail, 1, Integer::sum);
	}

	synchronized void answered(Answer answer) {
		count(Event.REQUEST);
		if (answer.duration().compareTo(this.longestAnswer) > 0) {
			this.longestAnswer = answer.duration();
		}
	}

	synchronized void refusedFor(Duration duration) {
		if (duration.compareTo(this.longestRefusal) > 0) {
			this.longestRefusal = duration;
		}
	}

	synchronized int get(Event event) {
		return this.counts.getOrDefault(event, 0);
	}

	/**
	 * The row of the table.
	 */
	synchronized String row() {
		List<String> cells = new ArrayList<>();
		cells.add(this.name);
		for (Event event : Event.values()) {
			cells.add(String.valueOf(get(event)));
		}
		cells.add(seconds(this.longestRefusal));
		cells.add(seconds(this.longestAnswer));
		return "| " + String.join(" | ", cells) + " |";
	}

	synchronized List<String> details() {
		return this.details.entrySet()
			.stream()
			.sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
			.limit(MOST_DETAILS)
			.map((entry) -> entry.getValue() + " times " + entry.getKey())
			.toList();
	}

	private static String seconds(Duration duration) {
		return "%d.%d".formatted(duration.toSeconds(), duration.toMillisPart() / 100);
	}

}
