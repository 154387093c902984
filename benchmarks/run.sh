#!/usr/bin/env bash
# Builds and runs the benchmarks, and prints their results as a Markdown table.
#
#   benchmarks/run.sh                         everything, about 23 minutes
#   benchmarks/run.sh --quick TokenBenchmark  less exact, and only what matches
#
# Whatever follows goes to JMH. The JDK is that of JAVA_HOME.
set -euo pipefail
cd "$(dirname "$0")/.."

options=()
if [ "${1:-}" = --quick ]; then
  shift
  options=(-f 1 -wi 2 -w 1s -i 3 -r 300ms)
fi

java=${JAVA_HOME:+$JAVA_HOME/bin/}java
version=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
if [ "$version" -lt 21 ]; then
  echo "JDK $version has no virtual threads: VirtualThreadBenchmark is left out." >&2
  options+=(-e VirtualThreadBenchmark)
fi

./mvnw -B -q -Pbenchmarks -pl benchmarks -am -DskipTests package

profilers=(-prof gc -prof io.github.jwtsession.benchmarks.CpuTimeProfiler)
results=benchmarks/target/results-jdk$version.json
"$java" -jar benchmarks/target/benchmarks.jar "${profilers[@]}" -foe true -rf json -rff "$results" "${options[@]}" "$@"
echo
"$java" -version 2>&1 | sed -n 2p
"$java" -cp benchmarks/target/benchmarks.jar io.github.jwtsession.benchmarks.ResultTable "$results"
