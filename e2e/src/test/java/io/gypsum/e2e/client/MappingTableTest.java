package io.gypsum.e2e.client;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.client.GypsumClient;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks docs/guide/from-python-and-r.md against the client and its tests. */
class MappingTableTest {
  private static final Path TABLE = Path.of("../docs/guide/from-python-and-r.md");

  private static Stream<String> javaNames() throws IOException {
    return Files.readAllLines(TABLE)
        .stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|")[3].strip().replace("`", ""));
  }

  @Test
  void everyRowNamesAMethod() throws IOException {
    Set<String> methods =
        Stream.concat(
            methods(GypsumClient.class),
            Stream.of(
                MetadataSchema.class, MetadataDatabase.class, TextQuery.class,
                SearchClause.class)
                .flatMap(
                    type -> methods(type).map(name -> type.getSimpleName() + "." + name)))
            .collect(Collectors.toSet());
    assertThat(javaNames()).hasSizeGreaterThan(30).allMatch(methods::contains);
  }

  private static Stream<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods()).map(Method::getName);
  }

  @Test
  void everyRowHasAnEndToEndTest() throws IOException {
    String tests =
        Arrays.stream(OperationsTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
    assertThat(javaNames())
        .allMatch(name -> tests.contains(name.replace(".", "").toLowerCase(Locale.ROOT)));
  }
}
