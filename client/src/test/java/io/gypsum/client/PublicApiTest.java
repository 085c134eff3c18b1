package io.gypsum.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules of the public API (decision 0045). */
class PublicApiTest {
  /** The packages that module-info.java exports. */
  private static final List<String> EXPORTED = List.of(
      "io.gypsum.client", "io.gypsum.client.failure", "io.gypsum.client.nio",
      "io.gypsum.client.signin");
  private static final Path SOURCES = Path.of("src/main/java");

  static List<Class<?>> publicTypes() {
    return EXPORTED.stream().flatMap(PublicApiTest::sources).<Class<?>>flatMap(name -> {
      Class<?> type = load(name);
      return Stream.concat(Stream.of(type), Arrays.stream(type.getClasses()));
    }).filter(type -> Modifier.isPublic(type.getModifiers())).toList();
  }

  private static Stream<String> sources(String packageName) {
    try (Stream<Path> files = Files.list(SOURCES.resolve(packageName.replace('.', '/')))) {
      return files.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
          .map(name -> packageName + "." + name.replace(".java", ""))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<Executable> members(Class<?> type) {
    return Stream.concat(
        Arrays.stream(type.getConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .filter(member -> Modifier.isPublic(member.getModifiers()))
        .filter(member -> !member.isSynthetic())
        .map(Executable.class::cast);
  }

  /** A setter of one boolean contains the name of the property; users only read records. */
  @ParameterizedTest
  @MethodSource("publicTypes")
  void noOperationHasABooleanParameter(Class<?> type) {
    assertThat(members(type))
        .filteredOn(member -> !(type.isRecord() && member instanceof Constructor))
        .filteredOn(member -> Arrays.asList(member.getParameterTypes()).contains(boolean.class))
        .filteredOn(member -> !type.getPackageName().endsWith(".nio") && !isInherited(member))
        .allMatch(member -> member.getParameterCount() == 1);
  }

  private static boolean isInherited(Executable member) {
    return member.getName().equals("equals");
  }

  @ParameterizedTest
  @MethodSource("publicTypes")
  void noTypeIsMentionedThatIsNotExported(Class<?> type) {
    assertThat(
        members(type).flatMap(
            member -> Stream.concat(
                Arrays.stream(member.getParameterTypes()),
                member instanceof Method method
                    ? Stream.of(method.getReturnType())
                    : Stream.empty())))
        .filteredOn(used -> used.getName().startsWith("io.gypsum.client."))
        .allMatch(
            used -> EXPORTED.contains(used.getPackageName())
                && Modifier.isPublic(used.getModifiers()));
  }

  @ParameterizedTest
  @MethodSource("publicTypes")
  void optionsAreCreatedFromTheirDefaults(Class<?> type) throws ReflectiveOperationException {
    if (type.getSimpleName().endsWith("Options")) {
      assertThat(type.getConstructors()).isEmpty();
      assertThat(type.getField("DEFAULTS").get(null)).isInstanceOf(type);
    }
  }
}
