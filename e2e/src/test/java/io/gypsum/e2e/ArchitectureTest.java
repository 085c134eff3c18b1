package io.gypsum.e2e;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks the shipped classes against the module dependencies in ARCHITECTURE.md. No list of exceptions exists: if a rule is wrong, change the rule and explain the change in a decision record.
 */
class ArchitectureTest {
  /** The modules with the modules that each may use. A module is a folder and a package of the same name, with a dot instead of a hyphen. */
  private static final Map<String, Set<String>> ARROWS = Map.of(
      "core", Set.of(),
      "store", Set.of("core"),
      "store-s3", Set.of("core", "store"),
      "metadata", Set.of("core", "store"),
      "client", Set.of("core", "store"),
      "server", Set.of("core", "store", "metadata"),
      "cli", Set.of("core", "store", "store-s3", "metadata", "client", "server"));

  static final Set<String> MODULES = ARROWS.keySet();

  private static final JavaClasses ALL = new ClassFileImporter()
      .withImportOption(place -> MODULES.stream().anyMatch(m -> place.matches(shipped(m))))
      .importClasspath();

  /** Checks that classes are found: without any classes, all rules of the form "no class does" would pass. */
  @ParameterizedTest
  @FieldSource("MODULES")
  void everyModuleHasClassesOnTheClassPath(String module) {
    assertThat(classesOf(module)).as("classes of %s on the class path", module).isNotEmpty();
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void theClassesOfAModuleAreInItsPackage(String module) {
    var elsewhere = classesOf(module)
        .stream()
        .filter(c -> !module.equals(moduleOf(c)))
        .map(JavaClass::getName);
    assertThat(elsewhere).as("classes of %s outside its package", module).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void aModuleUsesOnlyItsDeclaredDependencies(String module) {
    var own = describe(module, (JavaClass type) -> module.equals(moduleOf(type)));
    var others = describe("other modules", (JavaClass type) -> {
      String other = moduleOf(type);
      return other != null && !other.equals(module) && !ARROWS.get(module).contains(other);
    });
    noClasses().that(own).should().dependOnClassesThat(others).check(ALL);
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void thePackagesOfAModuleHaveNoCycles(String module) {
    slices().assignedFrom(new EachPackage(module)).should().beFreeOfCycles().check(ALL);
  }

  @Test
  void onlyTheServerAndItsCheckUsePages() {
    noClasses().that()
        .resideOutsideOfPackages(
            "io.gypsum.server.page..", "io.gypsum.server", "io.gypsum.server.check")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.gypsum.server.page..")
        .check(ALL);
  }

  @Test
  void onlyTheTomcatPackageUsesTomcat() {
    noClasses().that()
        .resideOutsideOfPackage("io.gypsum.server.http.tomcat..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta.servlet..", "org.apache.catalina..", "org.apache.coyote..",
            "org.apache.juli..", "org.apache.naming..", "org.apache.tomcat..")
        .check(ALL);
  }

  @Test
  void onlyStoreS3UsesTheS3Library() {
    noClasses().that()
        .resideOutsideOfPackage(packages("store-s3"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(ALL);
  }

  @Test
  void onlyTheCommandUsesTheTerminal() {
    noClasses().that()
        .resideOutsideOfPackage(packages("cli"))
        .should()
        .accessField(System.class, "in")
        .orShould()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "console")
        .check(ALL);
  }

  @Test
  void onlyTheCommandExitsTheProcess() {
    noClasses().that()
        .resideOutsideOfPackage(packages("cli"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(ALL);
  }

  @Test
  void onlyTheCommandConfiguresLogging() {
    noClasses().that()
        .resideOutsideOfPackage(packages("cli"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "ch.qos.logback.classic..")
        .check(ALL);
  }

  /** The access log uses a logback appender, independently of the logging of the program. */
  @Test
  void onlyTheCommandAndTheAccessLogUseAppenders() {
    noClasses().that()
        .resideOutsideOfPackages(packages("cli"), "io.gypsum.server.http")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ch.qos.logback..")
        .check(ALL);
  }

  /** Returns the classes that the jar or class folder of a module contains. */
  private static List<JavaClass> classesOf(String module) {
    Pattern place = shipped(module);
    return ALL.stream()
        .filter(
            type -> type.getSource()
                .filter(source -> place.matcher(source.getUri().toString()).matches())
                .isPresent())
        .toList();
  }

  /** Returns the location of the shipped classes of a module: its class folder or its jar, without its tests. */
  private static Pattern shipped(String module) {
    return Pattern.compile(
        ".*/%1$s/target/(classes/|gypsum-%1$s-(?![^/]*-tests\\.jar)[^/]*\\.jar!/).*"
            .formatted(module));
  }

  private static String packages(String module) {
    return root(module) + "..";
  }

  private static String root(String module) {
    return "io.gypsum." + module.replace('-', '.');
  }

  /** Returns the module with the innermost package that contains a class, because packages of modules may be nested; null if no module contains it. */
  private static String moduleOf(JavaClass type) {
    return MODULES.stream()
        .filter(module -> (type.getPackageName() + ".").startsWith(root(module) + "."))
        .max(Comparator.comparingInt(String::length))
        .orElse(null);
  }

  /** Assigns each package of a module to a slice. */
  private record EachPackage(String module) implements SliceAssignment {
    /** Generated from the templates, which show values of the package that calls them. */
    private static final String TEMPLATES = "io.gypsum.server.page.template";

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return module.equals(moduleOf(type)) && !type.getPackageName().startsWith(TEMPLATES)
          ? SliceIdentifier.of(type.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages of " + module;
    }
  }
}
