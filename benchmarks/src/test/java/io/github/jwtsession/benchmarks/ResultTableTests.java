package io.github.jwtsession.benchmarks;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

class ResultTableTests {

	@Test
	void setsMediansBesideThoseOfTheSameParameters() throws ReflectiveOperationException {
		String json = "[" + run("open", "200", "[[1.0, 9.0], [2.0, 3.0]]", "[[2.0]]", "[[100.0], [300.0]]") + ","
				+ run("openLimit", "1024", "[[1.25]]", "[[0.1]]", "[[50.0]]") + ","
				+ run("openLimit", "200", "[[1.25, 1.0, 90.0]]", "[[0.5]]", "[[1000.0]]") + "]";
		assertThat(new ResultTable(JsonMapper.shared().readTree(json)).toMarkdown().lines().skip(2)).containsExactly(
				"| Token open | A256GCM 200 | 2.50 | openLimit | 1.25 | 2.00 | 4.00 | 200 | 1,000 |",
				"| Token open | A256GCM 200 | 2.50 | openLimitWithJson |  |  |  | 200 |  |");
	}

	private static String run(String method, String size, String times, String cpuTimes, String bytes) {
		return """
				{
					"benchmark": "io.github.jwtsession.benchmarks.TokenBenchmark.%s",
					"params": { "method": "A256GCM", "size": "%s" },
					"primaryMetric": { "score": 77.0, "rawData": %s },
					"secondaryMetrics": {
						"cpu.time.norm": { "score": 77.0, "rawData": %s },
						"gc.alloc.rate.norm": { "score": 77.0, "rawData": %s }
					}
				}
				""".formatted(method, size, times, cpuTimes, bytes);
	}

}
