package io.gypsum.e2e.client;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.client.CloneOptions;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.GypsumClientBuilder;
import io.gypsum.client.ListOptions;
import io.gypsum.client.MetadataOptions;
import io.gypsum.client.PrepareOptions;
import io.gypsum.client.SaveOptions;
import io.gypsum.client.StartOptions;
import io.gypsum.client.UploadOptions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.name.DatabaseName;
import io.gypsum.core.name.SchemaName;
import io.gypsum.metadata.MetadataDatabase;
import io.gypsum.metadata.SearchFilter;
import io.gypsum.metadata.SearchOptions;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.metadata.search.SearchClause;
import io.gypsum.metadata.search.TextQuery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Checks docs/guide/from-python-and-r.md against the client and its tests. */
class MappingTableTest {
  private static final Path TABLE = Path.of("../docs/guide/from-python-and-r.md");

  /** A parameter and its default in Python, and that in Java if it differs. */
  private static final Pattern OPTION =
      Pattern.compile("`(?<name>\\w+)=(?<python>[^ `]+)(?: \\(Java: (?<java>\\w+)\\))?`");

  /** The defaults of Java for each function of Python, under the names of its parameters. */
  private static final Map<String, Map<String, Object>> DEFAULTS =
      Map.ofEntries(
          Map.entry(
              "list_files",
              Map.of(
                  "prefix", none(ListOptions.DEFAULTS.prefix().isEmpty()), "include_dot",
                  ListOptions.DEFAULTS.internal())),
          Map.entry("save_file", Map.of("overwrite", SaveOptions.DEFAULTS.overwrite())),
          Map.entry(
              "save_version",
              Map.of(
                  "overwrite", SaveOptions.DEFAULTS.overwrite(), "relink",
                  SaveOptions.DEFAULTS.relink(), "concurrent",
                  concurrency(SaveOptions.DEFAULTS.concurrency()))),
          Map.entry("resolve_links", Map.of("overwrite", SaveOptions.DEFAULTS.overwrite())),
          Map.entry("prepare_directory_upload", Map.of("links", PrepareOptions.DEFAULTS.links())),
          Map.entry(
              "start_upload",
              Map.of(
                  "deduplicate", PrepareOptions.DEFAULTS.deduplicate(), "probation",
                  StartOptions.DEFAULTS.onProbation())),
          Map.entry("upload_files", Map.of("concurrent", concurrency(0))),
          Map.entry(
              "upload_directory",
              Map.of(
                  "deduplicate", UploadOptions.DEFAULTS.prepare().deduplicate(), "probation",
                  UploadOptions.DEFAULTS.onProbation(), "concurrent",
                  concurrency(UploadOptions.DEFAULTS.concurrency()))),
          Map.entry("clone_version", Map.of("download", CloneOptions.DEFAULTS.download())),
          Map.entry(
              "set_permissions",
              Map.of(
                  "owners", none(PermissionsChange.NONE.owners() == null), "uploaders",
                  none(PermissionsChange.NONE.uploaders() == null), "append", true)),
          Map.entry("create_project", unchangedQuota()),
          Map.entry("set_quota", unchangedQuota()),
          Map.entry(
              "fetch_metadata_database",
              Map.of(
                  "name", DatabaseName.BIOCONDUCTOR, "overwrite",
                  MetadataOptions.DEFAULTS.overwrite())),
          Map.entry(
              "search_metadata_text",
              Map.of(
                  "latest", !SearchOptions.DEFAULTS.allVersions(), "include_metadata",
                  SearchOptions.DEFAULTS.documents())),
          Map.entry(
              "define_text_query",
              Map.of(
                  "field", none(SearchClause.text("x").field() == null), "partial",
                  SearchClause.text("x").partial())),
          Map.entry(
              "fetch_metadata_schema",
              Map.of(
                  "name", SchemaName.BIOCONDUCTOR, "overwrite",
                  MetadataOptions.DEFAULTS.overwrite())));

  private static List<String[]> rows() throws IOException {
    return Files.readAllLines(TABLE)
        .stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\|"))
        .toList();
  }

  private static Stream<String> javaNames() throws IOException {
    return rows().stream().map(columns -> columns[3].strip().replace("`", ""));
  }

  @Test
  void everyRowNamesAMethod() throws IOException {
    Set<String> methods =
        Stream.concat(
            methods(GypsumClient.class),
            Stream.of(
                MetadataSchema.class, MetadataDatabase.class, TextQuery.class,
                SearchClause.class, SearchFilter.class)
                .flatMap(
                    type -> methods(type).map(name -> type.getSimpleName() + "." + name)))
            .collect(Collectors.toSet());
    assertThat(javaNames()).hasSizeGreaterThan(30).allMatch(methods::contains);
  }

  private static Stream<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods()).map(Method::getName);
  }

  @Test
  void everyRowHasTheDefaultsOfPython() throws IOException {
    Map<String, Map<String, String>> actual = new TreeMap<>();
    DEFAULTS.forEach((function, defaults) -> actual.put(function, texts(defaults)));
    assertThat(documentedDefaults()).isEqualTo(actual);
  }

  private static Map<String, String> texts(Map<String, Object> defaults) {
    Map<String, String> texts = new TreeMap<>();
    defaults.forEach(
        (name, value) -> texts.put(name, value.toString().toLowerCase(Locale.ROOT)));
    return texts;
  }

  /** Returns the last column: the default of each parameter of each function, that of Java if the two differ. */
  private static Map<String, Map<String, String>> documentedDefaults() throws IOException {
    Map<String, Map<String, String>> defaults = new TreeMap<>();
    for (String[] columns : rows()) {
      Matcher option = OPTION.matcher(columns.length > 5 ? columns[5] : "");
      while (option.find()) {
        String java = option.group("java");
        defaults.computeIfAbsent(columns[1].strip().replace("`", ""), name -> new TreeMap<>())
            .put(
                option.group("name"),
                (java == null ? option.group("python") : java).toLowerCase(Locale.ROOT));
      }
    }
    return defaults;
  }

  private static Object none(boolean isNone) {
    return isNone ? "none" : "set";
  }

  private static Object concurrency(int option) {
    return option == 0 ? GypsumClientBuilder.DEFAULT_CONCURRENCY : option;
  }

  private static Map<String, Object> unchangedQuota() {
    return Map.of(
        "baseline", none(QuotaChange.NONE.baselineBytes() == null), "growth_rate",
        none(QuotaChange.NONE.growthBytesPerYear() == null), "year",
        none(QuotaChange.NONE.year() == null));
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
