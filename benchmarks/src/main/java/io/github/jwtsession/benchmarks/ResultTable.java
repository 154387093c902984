package io.github.jwtsession.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JMH's JSON to a Markdown table. Each benchmark stands in a row with each of those that
 * it is {@linkplain ComparedWith compared with}. Times and bytes are medians of all
 * iterations of all forks: a mean would be moved by one that the machine disturbed.
 */
public final class ResultTable {

	private static final String BYTES_METRIC = "gc.alloc.rate.norm";

	private final Map<Key, Result> results = new LinkedHashMap<>();

	ResultTable(JsonNode json) {
		for (JsonNode run : json) {
			this.results.put(Key.of(run), Result.of(run));
		}
	}

	/**
	 * Print the table.
	 * @param args the file that JMH wrote with {@code -rf json}
	 * @throws ReflectiveOperationException if the file is of other benchmarks
	 */
	public static void main(String[] args) throws ReflectiveOperationException {
		JsonNode json = JsonMapper.shared().readTree(Path.of(args[0]));
		System.out.print(new ResultTable(json).toMarkdown());
	}

	String toMarkdown() throws ReflectiveOperationException {
		StringBuilder table = new StringBuilder();
		table.append("| benchmark | parameters | µs | beside | µs | ratio | CPU ratio | bytes | bytes beside |\n");
		table.append("| --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
		for (Map.Entry<Key, Result> entry : this.results.entrySet()) {
			for (String other : entry.getKey().comparedWith()) {
				Result beside = this.results.get(entry.getKey().withMethod(other));
				table.append(row(entry.getKey(), entry.getValue(), other, beside));
			}
		}
		return table.toString();
	}

	private static String row(Key key, Result result, String other, @Nullable Result beside) {
		String name = key.type.replace("Benchmark", "") + " " + key.method;
		List<String> cells = (beside != null)
				? List.of(name, key.parameters, result.timeCell(), other, beside.timeCell(),
						ratio(result.time, beside.time), ratio(result.cpuTime, beside.cpuTime), result.bytesCell(),
						beside.bytesCell())
				: List.of(name, key.parameters, result.timeCell(), other, "", "", "", result.bytesCell(), "");
		return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
	}

	private static String ratio(double value, double other) {
		return Double.isNaN(value / other) ? "" : String.format(Locale.ROOT, "%.2f", value / other);
	}

	/**
	 * What was run.
	 */
	private record Key(String type, String method, String parameters) {

		static Key of(JsonNode run) {
			String name = run.required("benchmark").asString();
			int dot = name.lastIndexOf('.');
			String parameters = run.path("params")
				.properties()
				.stream()
				.map((parameter) -> parameter.getValue().asString())
				.collect(Collectors.joining(" "));
			return new Key(name.substring(name.lastIndexOf('.', dot - 1) + 1, dot), name.substring(dot + 1),
					parameters);
		}

		Key withMethod(String method) {
			return new Key(this.type, method, this.parameters);
		}

		List<String> comparedWith() throws ReflectiveOperationException {
			Class<?> benchmarks = Class.forName(ResultTable.class.getPackageName() + "." + this.type);
			return Arrays.stream(benchmarks.getMethods())
				.filter((method) -> method.getName().equals(this.method))
				.map((method) -> method.getAnnotation(ComparedWith.class))
				.flatMap((annotation) -> (annotation != null) ? Arrays.stream(annotation.value()) : null)
				.toList();
		}

	}

	/**
	 * What it took.
	 *
	 * @param time microseconds an operation
	 * @param cpuTime microseconds of processor time an operation, {@link Double#NaN} if
	 * not measured
	 * @param bytes bytes allocated an operation, {@link Double#NaN} if not measured
	 */
	private record Result(double time, double cpuTime, double bytes) {

		static Result of(JsonNode run) {
			JsonNode profiled = run.path("secondaryMetrics");
			return new Result(median(run.required("primaryMetric")), median(profiled.path(CpuTimeProfiler.METRIC)),
					median(profiled.path(BYTES_METRIC)));
		}

		private static double median(JsonNode metric) {
			double[] sorted = StreamSupport.stream(metric.path("rawData").spliterator(), false)
				.flatMap((fork) -> StreamSupport.stream(fork.spliterator(), false))
				.mapToDouble(JsonNode::asDouble)
				.sorted()
				.toArray();
			if (sorted.length == 0) {
				return Double.NaN;
			}
			return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
		}

		String timeCell() {
			return String.format(Locale.ROOT, (this.time < 10) ? "%.2f" : "%.1f", this.time);
		}

		String bytesCell() {
			return Double.isNaN(this.bytes) ? "" : String.format(Locale.ROOT, "%,.0f", this.bytes);
		}

	}

}
