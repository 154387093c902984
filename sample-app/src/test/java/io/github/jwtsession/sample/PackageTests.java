package io.github.jwtsession.sample;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Tests that an application gets by with what is meant for applications.
 */
class PackageTests {

	private static final String ROOT = "io.github.jwtsession";

	private static final DescribedPredicate<JavaClass> INTERNAL = resideInAPackage(ROOT + "..")
		.and(not(resideInAnyPackage(ROOT, ROOT + ".sample..", ROOT + ".cookie", ROOT + ".key", ROOT + ".attribute.type",
				ROOT + ".revocation.shared")));

	/**
	 * Without what is generated ahead of time, which names every bean there is.
	 */
	private final JavaClasses application = new ClassFileImporter()
		.withImportOption((location) -> !location.contains("__"))
		.importPackages(ROOT + ".sample");

	@Test
	void sampleUsesNothingInternal() {
		noClasses().should().dependOnClassesThat(INTERNAL).check(this.application);
	}

}
