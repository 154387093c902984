package io.github.jwtsession.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample's scripts need bash, curl and a JDK, and macOS has bash 3.2 and BSD tools:
 * they contain nothing of what these do not know. A list finds what is on it and no more.
 */
class ScriptTests {

	/**
	 * What is not portable, each with a line that it must find. Tools of chaos.sh that
	 * need root on Linux ({@code setpriv}) are not on it.
	 */
	static List<Construct> constructs() {
		return List.of(new Construct("associative arrays, bash 4.0", "\\b(declare|local|typeset) -\\w*A", "local -A a"),
				new Construct("name references, bash 4.3", "\\b(declare|local|typeset) -\\w*n", "local -n a=b"),
				new Construct("readarray and mapfile, bash 4.0", "\\b(readarray|mapfile)\\b", "mapfile -t lines"),
				new Construct("wait -n, bash 4.3", "\\bwait -n", "wait -n"),
				new Construct("coproc, bash 4.0", "\\bcoproc\\b", "coproc cat"),
				new Construct("upper and lower case by expansion, bash 4.0", "\\$\\{\\w+(\\[[^]]*])?(,|\\^)", "${x,,}"),
				new Construct("${x@Q}, bash 4.4", "\\$\\{\\w+(\\[[^]]*])?@\\w}", "${x@Q}"),
				new Construct("negative indexes, bash 4.3", "\\w\\[-\\d", "${pids[-1]}"),
				new Construct("dates by printf, bash 4.2", "%(\\d|-\\d)?\\([^)]*\\)T", "printf '%(%s)T' -1"),
				new Construct("variables of bash 4 and 5", "\\b(BASHPID|EPOCHSECONDS|EPOCHREALTIME|SRANDOM)\\b",
						"$BASHPID"),
				new Construct("[[ -v x ]], bash 4.2", "\\[\\[ (! )?-v ", "[[ -v x ]]"),
				new Construct("&>> and |&, bash 4.0", "&>>|\\|&", "x |& y"),
				new Construct(";& and ;;&, bash 4.0", ";;?&", "a) ;;&"),
				new Construct("options of bash 4", "\\bshopt -\\w+ (globstar|lastpipe|inherit_errexit)",
						"shopt -s globstar"),
				new Construct("an empty alternative in a regular expression", "=~ .*(\\(\\)|\\(\\||\\|\\)|\\(\\$)",
						"[[ $x =~ ^($2)$ ]]"),
				new Construct("long options, but for those of Java, curl, Redis and PostgreSQL",
						"\\b(cat|cp|cut|date|find|grep|head|ls|mkdir|mktemp|mv|ps|rm|sed|sort|stat|tail|touch|wc|xargs)( -\\w+)* --\\w",
						"tail -f --pid=1"),
				new Construct("GNU date", "\\bdate (-u )?-[dIr]|\\bdate [^|;)]*%N", "date -d \"$last\" +%s"),
				new Construct("GNU sed: -r, -i, \\s, \\w, \\+, \\?, \\|", "\\bsed (-\\w*[ri]|[^|]*\\\\[sw+?|])",
						"sed 's/a\\+/b/'"),
				new Construct("GNU grep: -P, \\s, \\w, \\+, \\|", "\\bgrep (-\\w*P|[^|]*\\\\[sw+|])", "grep 'a\\|b'"),
				new Construct("GNU stat", "\\bstat -\\w*[c]", "stat -c %s file"),
				new Construct("GNU head", "\\bhead -(n ?|c ?)-", "head -n -1"),
				new Construct("GNU xargs", "\\bxargs -\\w*[rd]", "xargs -r rm"),
				new Construct("GNU readlink and realpath", "\\breadlink -\\w*f|\\brealpath\\b", "readlink -f x"),
				new Construct("GNU find", "\\bfind [^|]* -(printf|regextype|readable|executable|quit)",
						"find . -printf %p"),
				new Construct("GNU sort", "\\bsort -\\w*[Vh]", "sort -V"),
				new Construct("GNU cp", "\\bcp -\\w*[ut]", "cp -u a b"),
				new Construct("GNU base64", "\\bbase64 -\\w*[wd]", "base64 -w0"),
				new Construct("what macOS does not have",
						"(^|[|;&(]|\\b(if|then|do|exec|while|until|!)) *(timeout|setsid|tac|nproc|flock|ss|pidof|watch|shuf|free|getent|ip|sha256sum|md5sum) ",
						"timeout 5 curl"),
				new Construct("/proc", "/proc/", "cat /proc/1/stat"));
	}

	static Stream<Path> scripts() {
		return ProjectFiles.scripts().stream();
	}

	@ParameterizedTest
	@MethodSource("constructs")
	void whatIsNotPortableIsFound(Construct construct) {
		assertThat(construct.isIn(construct.example())).isTrue();
		assertThat(construct.isIn("  # as with " + construct.example())).isFalse();
	}

	@Test
	void allScriptsAreLookedAt() {
		assertThat(scripts()).extracting((script) -> script.getFileName().toString())
			.contains("demo.sh", "instances.sh", "rolling.sh", "rotate.sh", "chaos.sh");
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void scriptsRunOnMacOsToo(Path script) {
		List<String> lines = ProjectFiles.read(script).lines().toList();
		List<String> found = constructs().stream()
			.flatMap((construct) -> lines.stream()
				.filter(construct::isIn)
				.map((line) -> construct.name() + ": " + line.trim()))
			.toList();
		assertThat(found).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void scriptsSayWhichShellTheyAreFor(Path script) {
		assertThat(ProjectFiles.read(script))
			.startsWith(script.endsWith("instances.sh") ? "# shellcheck shell=bash\n" : "#!/usr/bin/env bash\n");
	}

	/**
	 * What a script must not contain.
	 *
	 * @param name what it is
	 * @param pattern what it looks like
	 * @param example a line with it
	 */
	record Construct(String name, String pattern, String example) {

		/** In a line that is no comment. */
		boolean isIn(String line) {
			return !line.trim().startsWith("#") && Pattern.compile(this.pattern).matcher(line).find();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
