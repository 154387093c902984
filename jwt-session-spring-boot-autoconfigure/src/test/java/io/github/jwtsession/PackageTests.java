package io.github.jwtsession;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Tests for the direction of dependencies between packages.
 */
class PackageTests {

	private static final String ROOT = "io.github.jwtsession";

	private final JavaClasses classes = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages(ROOT);

	@Test
	void dependenciesRunDownwards() {
		layeredArchitecture().consideringOnlyDependenciesInLayers()
			.layer("autoconfigure")
			.definedBy(ROOT + ".autoconfigure")
			.layer("servlet")
			.definedBy(ROOT + ".servlet")
			.layer("session")
			.definedBy(ROOT)
			.layer("attribute")
			.definedBy(ROOT + ".attribute")
			.layer("token")
			.definedBy(ROOT + ".token")
			.layer("cookie")
			.definedBy(ROOT + ".cookie")
			.layer("revocation")
			.definedBy(ROOT + ".revocation")
			.layer("key")
			.definedBy(ROOT + ".key")
			.whereLayer("autoconfigure")
			.mayNotBeAccessedByAnyLayer()
			.whereLayer("servlet")
			.mayOnlyBeAccessedByLayers("autoconfigure")
			.whereLayer("session")
			.mayOnlyBeAccessedByLayers("servlet", "autoconfigure")
			.whereLayer("attribute")
			.mayOnlyBeAccessedByLayers("session", "servlet", "autoconfigure")
			.whereLayer("token")
			.mayOnlyBeAccessedByLayers("session", "servlet", "autoconfigure")
			.whereLayer("cookie")
			.mayOnlyBeAccessedByLayers("session", "servlet", "autoconfigure")
			.whereLayer("revocation")
			.mayOnlyBeAccessedByLayers("session", "servlet", "autoconfigure")
			.check(this.classes);
	}

	@Test
	void noPackageIsInACircle() {
		slices().matching("(" + ROOT + "..)").should().beFreeOfCycles().check(this.classes);
	}

	@Test
	void servletApiIsKnownToTheServletPackageAlone() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".servlet", ROOT + ".autoconfigure")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jakarta.servlet..")
			.check(this.classes);
	}

	/**
	 * Nimbus changes what is in that package from one minor version to the next, and an
	 * application may have another version than the one compiled against.
	 */
	@Test
	void onlyThePublicApiOfNimbusIsUsed() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAPackage("com.nimbusds.jose.crypto.impl..")
			.check(this.classes);
	}

}
