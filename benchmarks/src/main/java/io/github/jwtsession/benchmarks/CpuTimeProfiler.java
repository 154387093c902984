package io.github.jwtsession.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time of the whole process, in microseconds an operation: threads that
 * collect garbage count, other processes on the machine do not. To be named with
 * {@code -prof}.
 */
public final class CpuTimeProfiler implements InternalProfiler {

	/**
	 * The name of the result.
	 */
	static final String METRIC = "cpu.time.norm";

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private long start;

	@Override
	public String getDescription() {
		return "Processor time of the process";
	}

	@Override
	public void beforeIteration(BenchmarkParams benchmarkParams, IterationParams iterationParams) {
		this.start = this.system.getProcessCpuTime();
	}

	@Override
	@SuppressWarnings("rawtypes")
	public Collection<? extends Result> afterIteration(BenchmarkParams benchmarkParams, IterationParams iterationParams,
			IterationResult result) {
		double microseconds = (this.system.getProcessCpuTime() - this.start) / 1000.0;
		return List.of(new ScalarResult(METRIC, microseconds / result.getMetadata().getAllOps(), "us/op",
				AggregationPolicy.AVG));
	}

}
