package io.github.jwtsession.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpCookie;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.jwtsession.Installation;
import io.github.jwtsession.RequiresInstalled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceEditor;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What README and docs say, done: each block of commands is run as it is printed, or
 * listed in {@link #NOT_RUN} with the reason; each property in a block of configuration
 * exists and takes its value. A block that is in neither list fails the test.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@RequiresInstalled(value = { "bash", "curl" }, packages = "bash curl")
class DocumentationTests {

	/** Blocks of commands that are not run here, and why. */
	private static final Map<String, String> NOT_RUN = Map.ofEntries(
			Map.entry("README.md, Try it",
					"runs until it is stopped; the same application is started below, and by the scripts in .ci/run"),
			Map.entry("README.md, Try it (2)", "is what runs this test"),
			Map.entry("README.md, Develop it", "mutation tests take many minutes; README says what they are for"),
			Map.entry("README.md, Develop it (2)", "takes a minute for each target; .ci/run runs it"),
			Map.entry("sample-app/README.md, Run it",
					"runs until it is stopped; the same application is started below, and by the scripts in .ci/run"),
			Map.entry("sample-app/README.md, One session, three instances", ".ci/run runs it"),
			Map.entry("benchmarks/end-to-end/README.md, What a session costs, end to end",
					"takes 45 minutes and installs what it lacks"),
			Map.entry("benchmarks/end-to-end/README.md, An attribute that does not fit into cookies",
					"takes 15 minutes and installs what it lacks"));

	private static final Set<String> SHELLS = Set.of("bash", "sh", "shell", "console", "zsh");

	/**
	 * Properties of modules that the sample has not; where they are said to have an
	 * effect, another test has the module and the effect.
	 */
	private static final Set<String> ELSEWHERE = Set.of("management.health.db.", "management.health.redis.",
			"spring.datasource.");

	private static final Set<String> CONFIGURATION = Set.of("yaml", "yml", "properties");

	private final Map<String, Run> runs = Map.ofEntries(run("README.md, Add it", this::aKeyIsExported),
			run("README.md, Add it (2)", this::aKeyIsMadeAndNamed),
			run("docs/operations.md, In a file of secrets", this::aSecretIsPutInFront),
			run("docs/operations.md, In a file of secrets (2)", this::theOldSecretIsRemoved),
			run("docs/kubernetes.md, The keys", this::aSecretOfAKeyStoreIsMade),
			run("docs/kubernetes.md, The keys (2)", this::aSecretOfAKeyStoreIsChanged),
			run("docs/kubernetes.md, Keys without a keystore", this::aSecretOfAKeyIsMade),
			run("docs/kubernetes.md, Keys without a keystore (2)", this::aSecretOfAKeyIsChanged),
			run("docs/operations.md, In a file of secrets (3)", this::theKnownSecretIsReplaced),
			run("sample-app/README.md, One session, three instances (2)", this::anInstanceIsStartedByHand),
			run("sample-app/README.md, Behind nginx", this::nginxTakesItsConfiguration),
			run("docs/operations.md, Add a key", this::aKeyIsAdded),
			run("docs/operations.md, Remove the old key", this::theOldKeyIsRemoved),
			run("docs/operations.md, A key became known", this::theKnownKeyIsReplaced),
			run("docs/operations.md, Ending a session everywhere", this::aUserIsLoggedOut),
			run("docs/operations.md, Ending a session everywhere (2)", this::aLogoutIsTakenBack));

	/**
	 * Stands for a cluster: takes what is there and writes down what it was told. What a
	 * kubelet does with it is tried where the manifests are.
	 */
	private static final String KUBECTL = """
			kubectl() {
				local argument
				for argument in "$@"; do
					if [[ $argument == --from-file=* && ! -s ${argument#--from-file=} ]]; then exit 66; fi
				done
				printf '%s\\n' "$*" >> kubectl.log
			}
			""";

	@LocalServerPort
	private int port;

	@TempDir
	private Path directory;

	static Stream<CodeBlock> all() {
		return CodeBlock.all().stream();
	}

	static Stream<CodeBlock> commands() {
		return all().filter((block) -> SHELLS.contains(block.language()))
			.filter((block) -> !NOT_RUN.containsKey(block.name()));
	}

	static Stream<CodeBlock> configuration() {
		return all().filter((block) -> CONFIGURATION.contains(block.language()));
	}

	@ParameterizedTest
	@MethodSource("all")
	void aBlockSaysWhatItIs(CodeBlock block) {
		assertThat(block.language()).as("what stands behind the fence: 'text', if nothing else").isNotEmpty();
	}

	@ParameterizedTest
	@MethodSource("commands")
	void commandsDoWhatIsSaid(CodeBlock block) throws Exception {
		Run run = this.runs.get(block.name());
		assertThat(run)
			.as("'%s', a block of commands that is neither run here nor listed in NOT_RUN with a reason", block)
			.isNotNull();
		run.of(block);
	}

	@Test
	void whatIsListedIsThere() {
		Set<String> blocks = all().filter((block) -> SHELLS.contains(block.language()))
			.map(CodeBlock::name)
			.collect(Collectors.toSet());
		assertThat(blocks).containsAll(NOT_RUN.keySet()).containsAll(this.runs.keySet());
		assertThat(this.runs.keySet()).doesNotContainAnyElementsOf(NOT_RUN.keySet());
	}

	@ParameterizedTest
	@MethodSource("configuration")
	void configurationIsBound(CodeBlock block) throws IOException {
		PropertySourceLoader loader = "properties".equals(block.language()) ? new PropertiesPropertySourceLoader()
				: new YamlPropertySourceLoader();
		List<PropertySource<?>> sources = loader.load(block.name(),
				new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)));
		Map<String, String> types = propertyTypes();
		for (PropertySource<?> source : sources) {
			// a manifest of Kubernetes is no configuration of Spring Boot
			if (source.containsProperty("apiVersion")) {
				continue;
			}
			// not with the environment: ${KEYSTORE_PASSWORD} is as good as any value
			Binder binder = new Binder(ConfigurationPropertySources.from(source), null, null,
					(registry) -> registry.registerCustomEditor(Resource.class, new ResourceEditor()));
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				if (ELSEWHERE.stream().anyMatch(name::startsWith)) {
					continue;
				}
				String known = known(name, types);
				assertThat(known).as("a property '%s', in metadata of ours or of Spring Boot", name).isNotNull();
				if (known.equals(name)) {
					binder.bind(name, Bindable.of(ClassUtils.resolveClassName(types.get(name).replaceFirst("<.*", ""),
							getClass().getClassLoader())));
				}
			}
		}
	}

	@Test
	void theTableOfTheReadmeHasAllProperties() throws IOException {
		Set<String> named = new TreeSet<>();
		for (String line : ProjectFiles.read(ProjectFiles.root().resolve("README.md")).split("\n")) {
			if (line.startsWith("| `")) {
				named.addAll(propertiesOf(line.split("\\|")[1]));
			}
		}
		Set<String> existing = propertyTypes().keySet()
			.stream()
			.filter((name) -> name.startsWith("jwt.session."))
			.map((name) -> name.substring("jwt.session.".length()))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(named).isEqualTo(existing);
	}

	private void aKeyIsExported(CodeBlock block) throws Exception {
		try (RunningSample sample = RunningSample
			.start(shell(block.text() + "\nexec " + quoted(RunningSample.command(this.directory))))) {
			Visitor visitor = new Visitor(sample.port());
			visitor.get("/");
			assertThat(keyIdOf(visitor.cookies().get(0))).doesNotStartWith("random-");
			assertThat(visitor.get("/session").body()).doesNotContain("id=\"random-key\"");
		}
	}

	private void aKeyIsMadeAndNamed(CodeBlock block) throws Exception {
		bash(block, "");
		CodeBlock configuration = configuration().filter((candidate) -> candidate.name().equals("README.md, Add it"))
			.findFirst()
			.orElseThrow();
		Files.writeString(this.directory.resolve("application.yml"), configuration.text());
		try (RunningSample sample = RunningSample
			.start(shell(exportIn("README.md") + "\nexec " + quoted(RunningSample.command(this.directory))))) {
			Visitor visitor = new Visitor(sample.port());
			visitor.get("/");
			assertThat(keyIdOf(visitor.cookies().get(0))).isEqualTo("session-key");
		}
	}

	private void anInstanceIsStartedByHand(CodeBlock block) throws Exception {
		String java = """
				java() {
					[[ "$1 $2" == '-jar /path/to/sample-app/target/sample-app.jar' ]] || exit 64
					exec %s "${@:3}"
				}
				""".formatted(quoted(RunningSample.command(this.directory)));
		// the port is the profile's, unless the command line says otherwise
		String free = java.replace("\"${@:3}\"", "\"${@:3}\" --server.port=0");
		try (RunningSample sample = RunningSample.start(shell(free + block.text()))) {
			Visitor visitor = new Visitor(sample.port());
			visitor.get("/log-in-and-generate-session");
			assertThat(visitor.get("/webapp/browsing").body()).isEqualTo("Hello, Sam Carter !! (instance1)");
			assertThat(keyIdOf(visitor.cookies().get(0))).isEqualTo("symmetric-key");
		}
	}

	/** nginx is told to look at its configuration and to end. */
	private void nginxTakesItsConfiguration(CodeBlock block) throws Exception {
		Installation.require("nginx-light", "nginx");
		String output = bash(block, "cd " + quoted(List.of(ProjectFiles.root().resolve("sample-app").toString()))
				+ "\nnginx() { command nginx \"$@\" -t; }\n");
		assertThat(output).contains("test is successful");
	}

	private void aSecretIsPutInFront(CodeBlock block) throws Exception {
		Path secrets = Files.writeString(this.directory.resolve("session-key"), "first\n");
		bash(block, "");
		assertThat(Files.readAllLines(secrets)).hasSize(2)
			.endsWith("first")
			.first()
			.satisfies((secret) -> assertThat(Base64.getDecoder().decode(secret)).hasSize(32));
	}

	private void theOldSecretIsRemoved(CodeBlock block) throws Exception {
		Path secrets = Files.writeString(this.directory.resolve("session-key"), "second\nfirst\n");
		bash(block, "");
		assertThat(Files.readAllLines(secrets)).containsExactly("second");
	}

	private void theKnownSecretIsReplaced(CodeBlock block) throws Exception {
		Path secrets = Files.writeString(this.directory.resolve("session-key"), "known\n");
		bash(block, "");
		assertThat(Files.readAllLines(secrets)).singleElement()
			.satisfies((secret) -> assertThat(Base64.getDecoder().decode(secret)).hasSize(32));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets))).isEqualTo("rw-------");
	}

	private void aSecretOfAKeyStoreIsMade(CodeBlock block) throws Exception {
		bash(block, KUBECTL);
		String password = Files.readString(this.directory.resolve("kubectl.log"))
			.replaceAll("(?s).*password=", "")
			.strip();
		assertThat(aliases(password)).containsExactly("session-1");
	}

	private void aSecretOfAKeyStoreIsChanged(CodeBlock block) throws Exception {
		makeKeyStore("session-1");
		bash(block, KUBECTL);
		assertThat(aliases()).containsExactlyInAnyOrder("session-1", "session-2");
	}

	private void aSecretOfAKeyIsMade(CodeBlock block) throws Exception {
		bash(block, KUBECTL);
		assertThat(Base64.getDecoder().decode(Files.readString(this.directory.resolve("session-key")).strip()))
			.hasSize(32);
	}

	private void aSecretOfAKeyIsChanged(CodeBlock block) throws Exception {
		Files.writeString(this.directory.resolve("session-key"), "first\n");
		bash(block, KUBECTL);
		assertThat(Files.readAllLines(this.directory.resolve("session-key"))).hasSize(2).endsWith("first");
	}

	private void aKeyIsAdded(CodeBlock block) throws Exception {
		makeKeyStore("session-1");
		bash(block, "");
		assertThat(aliases()).containsExactlyInAnyOrder("session-1", "session-2");
	}

	private void theOldKeyIsRemoved(CodeBlock block) throws Exception {
		makeKeyStore("session-1", "session-2");
		bash(block, "");
		assertThat(aliases()).containsExactly("session-2");
	}

	private void theKnownKeyIsReplaced(CodeBlock block) throws Exception {
		makeKeyStore("session-2");
		bash(block, "");
		assertThat(aliases()).containsExactly("session-3");
	}

	private void aUserIsLoggedOut(CodeBlock block) throws Exception {
		Visitor visitor = new Visitor(this.port);
		visitor.signIn();
		assertThat(visitor.get("/").body()).contains("id=\"user\"");
		bash(block, operator());
		assertThat(visitor.get("/").body()).doesNotContain("id=\"user\"");
	}

	private void aLogoutIsTakenBack(CodeBlock block) throws Exception {
		Visitor visitor = new Visitor(this.port);
		visitor.signIn();
		bash(commands().filter((other) -> (other.name() + " (2)").equals(block.name())).findFirst().orElseThrow(),
				operator());
		bash(block, operator());
		assertThat(visitor.get("/").body()).contains("id=\"user\"");
	}

	/**
	 * What stands for https://host here, and the password that curl would ask for. An
	 * answer of 400 and above is a failure.
	 */
	private String operator() {
		return """
				curl() {
					local arguments=("$@") i
					for ((i = 0; i < $#; i++)); do
						[[ "${arguments[i]}" == operator ]] && arguments[i]=operator:password
						arguments[i]=${arguments[i]/https:\\/\\/host/http:\\/\\/localhost:%d}
					done
					command curl -fsS --noproxy '*' "${arguments[@]}"
				}
				""".formatted(this.port);
	}

	/** Runs a block in the test's directory, and fails where it fails. */
	private String bash(CodeBlock block, String before) throws IOException, InterruptedException {
		Path output = this.directory.resolve("output");
		Process process = shell(before + block.text()).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		process.getOutputStream().close();
		int status = process.waitFor();
		String printed = Files.readString(output);
		assertThat(status).as("status of:%n%s%nwhich printed:%n%s", block.text(), printed).isZero();
		return printed;
	}

	private ProcessBuilder shell(String commands) {
		ProcessBuilder builder = new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
			.directory(this.directory.toFile());
		Map<String, String> environment = builder.environment();
		environment.put("PATH",
				Path.of(System.getProperty("java.home"), "bin") + ":" + environment.get("PATH") + ":/usr/sbin");
		environment.put("TMPDIR", this.directory.toString());
		environment.put("KEYSTORE_PASSWORD", "password");
		return builder;
	}

	private void makeKeyStore(String... aliases) throws IOException, InterruptedException {
		for (String alias : aliases) {
			bash(new CodeBlock("test", "bash",
					"keytool -genseckey -alias " + alias + " -keyalg AES -keysize 256 -keystore sessions.p12"
							+ " -storetype pkcs12 -storepass:env KEYSTORE_PASSWORD\n"),
					"");
		}
	}

	private List<String> aliases() throws IOException, GeneralSecurityException {
		return aliases("password");
	}

	private List<String> aliases(String password) throws IOException, GeneralSecurityException {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(this.directory.resolve("sessions.p12"))) {
			keyStore.load(in, password.toCharArray());
		}
		return Collections.list(keyStore.aliases());
	}

	private static String keyIdOf(HttpCookie cookie) {
		String header = new String(Base64.getUrlDecoder().decode(cookie.getValue().split("\\.")[0]),
				StandardCharsets.UTF_8);
		return JsonMapper.shared().readTree(header).get("kid").asString();
	}

	/** What a sentence of a page says to export: {@code `export …`}. */
	private static String exportIn(String page) {
		Matcher export = Pattern.compile("`(export [^`]+)`")
			.matcher(ProjectFiles.read(ProjectFiles.root().resolve(page)));
		assertThat(export.find()).as("an export in " + page).isTrue();
		return export.group(1);
	}

	private static String quoted(List<String> words) {
		return words.stream().map((word) -> "'" + word.replace("'", "'\\''") + "'").collect(Collectors.joining(" "));
	}

	/**
	 * The property of the metadata that a name belongs to: itself, or a map or list that
	 * it is an entry of.
	 */
	private static String known(String name, Map<String, String> types) {
		for (String candidate = name; !candidate.isEmpty(); candidate = parent(candidate)) {
			String type = types.get(candidate);
			if (type != null && (candidate.equals(name) || type.startsWith("java.util."))) {
				return candidate;
			}
		}
		return null;
	}

	private static String parent(String name) {
		int end = Math.max(name.lastIndexOf('.'), name.lastIndexOf('['));
		return (end > 0) ? name.substring(0, end) : "";
	}

	/**
	 * Types of properties by name, from the metadata of all that is on the class path.
	 */
	private static Map<String, String> propertyTypes() throws IOException {
		Map<String, String> types = new HashMap<>();
		List<URL> files = Collections.list(
				DocumentationTests.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"));
		for (URL file : files) {
			try (InputStream in = file.openStream()) {
				for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
					types.put(property.get("name").asString(), property.path("type").asString("java.lang.Object"));
				}
			}
		}
		return types;
	}

	/**
	 * The properties in the first cell of a row, such as {@code `keystore.location`,
	 * `.type`}: what begins with a dot continues the one before.
	 */
	private static List<String> propertiesOf(String cell) {
		List<String> names = new ArrayList<>();
		Matcher code = Pattern.compile("`([^`]+)`").matcher(cell);
		while (code.find()) {
			String name = code.group(1).replaceFirst("\\.<.*", "");
			if (name.startsWith(".")) {
				String first = names.get(0);
				name = first.substring(0, first.lastIndexOf('.')) + name;
			}
			names.add(name);
		}
		return names;
	}

	private static Map.Entry<String, Run> run(String block, Run run) {
		return Map.entry(block, run);
	}

	@FunctionalInterface
	private interface Run {

		void of(CodeBlock block) throws Exception;

	}

}
