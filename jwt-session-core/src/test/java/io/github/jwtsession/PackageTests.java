package io.github.jwtsession;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the direction of dependencies between packages.
 */
class PackageTests {

	private static final String ROOT = "io.github.jwtsession";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	/**
	 * Each layer may use those below it. An adapter of a framework, a server or a store
	 * is used by none of the others.
	 */
	@Test
	void dependenciesRunDownwards() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("servlet")
			.definedBy(ROOT + ".servlet")
			.layer("mvc")
			.definedBy(ROOT + ".mvc")
			.layer("security")
			.definedBy(ROOT + ".security")
			.layer("hibernate")
			.definedBy(ROOT + ".hibernate")
			.layer("stores")
			.definedBy(ROOT + ".revocation.jdbc", ROOT + ".revocation.redis", ROOT + ".overflow.jdbc",
					ROOT + ".overflow.redis")
			.layer("session")
			.definedBy(ROOT + ".session")
			.layer("shared revocation")
			.definedBy(ROOT + ".revocation.shared")
			.layer("revocation")
			.definedBy(ROOT + ".revocation")
			.layer("attribute")
			.definedBy(ROOT + ".attribute")
			.layer("overflow")
			.definedBy(ROOT + ".overflow")
			.layer("what stores have in common")
			.definedBy(ROOT + ".store", ROOT + ".store.bounded", ROOT + ".store.jdbc", ROOT + ".store.redis")
			.layer("types")
			.definedBy(ROOT + ".attribute.jdk", ROOT + ".attribute.bean", ROOT + ".attribute.jackson")
			.layer("type SPI")
			.definedBy(ROOT + ".attribute.type")
			.layer("cookie")
			.definedBy(ROOT + ".cookie")
			.layer("token")
			.definedBy(ROOT + ".token")
			.layer("jwe")
			.definedBy(ROOT + ".jwe")
			.layer("key")
			.definedBy(ROOT + ".key")
			.layer("json")
			.definedBy(ROOT + ".json")
			.layer("log")
			.definedBy(ROOT + ".log")
			.layer("api")
			.definedBy(ROOT)
			.whereLayer("servlet")
			.mayOnlyBeAccessedByLayers("mvc")
			.whereLayer("mvc")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("security")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("hibernate")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("stores")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("session")
			.mayOnlyBeAccessedByLayers("servlet", "mvc", "security")
			.whereLayer("shared revocation")
			.mayOnlyBeAccessedByLayers("stores")
			.whereLayer("revocation")
			.mayOnlyBeAccessedByLayers("servlet", "session", "shared revocation", "stores")
			.whereLayer("attribute")
			.mayOnlyBeAccessedByLayers("session")
			.whereLayer("overflow")
			.mayOnlyBeAccessedByLayers("session", "attribute", "stores")
			.whereLayer("what stores have in common")
			.mayOnlyBeAccessedByLayers("shared revocation", "overflow", "stores")
			.whereLayer("types")
			.mayOnlyBeAccessedByLayers("attribute", "servlet")
			.whereLayer("type SPI")
			.mayOnlyBeAccessedByLayers("types", "attribute", "mvc", "security", "hibernate")
			.whereLayer("cookie")
			.mayOnlyBeAccessedByLayers("session", "servlet")
			.whereLayer("token")
			.mayOnlyBeAccessedByLayers("session")
			.whereLayer("jwe")
			.mayOnlyBeAccessedByLayers("cookie", "token", "session", "overflow")
			.whereLayer("key")
			.mayOnlyBeAccessedByLayers("jwe", "token", "session")
			.whereLayer("json")
			.mayOnlyBeAccessedByLayers("token", "attribute", "types")
			.whereLayer("log")
			.mayOnlyBeAccessedByLayers("servlet", "session", "attribute", "overflow", "api")
			.whereLayer("api")
			.mayOnlyBeAccessedByLayers("servlet", "mvc", "security", "session", "attribute", "overflow", "revocation",
					"shared revocation")
			.check(CLASSES);
	}

	@Test
	void coreKnowsNothingOfSpringBoot() {
		noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework.boot..").check(CLASSES);
	}

	@Test
	void noPackageIsInACircle() {
		slices().matching("(" + ROOT + "..)").should().beFreeOfCycles().check(CLASSES);
	}

	@Test
	void servletApiIsKnownToItsAdaptersAlone() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".servlet", ROOT + ".mvc")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jakarta.servlet..")
			.check(CLASSES);
	}

	@Test
	void reactorIsKnownToNobody() {
		noClasses().should().dependOnClassesThat().resideInAPackage("reactor..").check(CLASSES);
	}

	/**
	 * Each framework is met in one package, or one for each kind of store, so that an
	 * application need not have it.
	 */
	@ParameterizedTest
	@CsvSource({ "org.springframework.security.web.., security", "org.springframework.security.oauth2.., security",
			"org.springframework.security.core.., security", "org.springframework.web.servlet.., mvc",
			"org.springframework.jdbc.., revocation.jdbc overflow.jdbc store.jdbc",
			"org.springframework.data.redis.., revocation.redis overflow.redis", "org.hibernate.., hibernate",
			"com.github.benmanes.caffeine.., overflow" })
	void frameworkIsKnownToItsPackageAlone(String framework, String owners) {
		noClasses().that()
			.resideOutsideOfPackages(
					Stream.of(owners.split(" ")).map((owner) -> ROOT + "." + owner).toArray(String[]::new))
			.should()
			.dependOnClassesThat()
			.resideInAPackage(framework)
			.check(CLASSES);
	}

	/**
	 * Nimbus changes what is in that package from one minor version to the next, and an
	 * application may have another version than the one compiled against.
	 */
	@Test
	void onlyThePublicApiOfNimbusIsUsed() {
		noClasses().should().dependOnClassesThat().resideInAPackage("com.nimbusds.jose.crypto.impl..").check(CLASSES);
	}

	/**
	 * Whoever opens a package sees whether its types may change in any release.
	 */
	@Test
	void everyPackageThatIsNoApiSaysSo() throws IOException {
		Path root = Path.of("src/main/java/io/github/jwtsession");
		Set<String> api = Set.of("", "attribute/type", "cookie", "key", "overflow", "revocation/shared", "store");
		try (Stream<Path> files = Files.walk(root)) {
			List<Path> packages = files.filter((file) -> file.endsWith("package-info.java")).toList();
			assertThat(packages).hasSizeGreaterThan(api.size()).allSatisfy((file) -> {
				String name = root.relativize(file.getParent()).toString().replace('\\', '/');
				assertThat(Files.readString(file).contains("<strong>Internal</strong>")).as(name)
					.isEqualTo(!api.contains(name));
			});
		}
	}

}
