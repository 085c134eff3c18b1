package io.gypsum.cli.browse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.cli.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SearchCommandTest {
  @TempDir private Path home;
  private Path database;

  @BeforeEach
  void index() throws IOException {
    Path bucket = home.resolve("bucket");
    version(bucket, "v1", "{\"title\":\"Old mouse brain\"}");
    version(bucket, "v2", "{\"title\":\"Mouse brain\",\"n\":[1e400,12345678901234567890]}");
    Files.writeString(bucket.resolve("p/a/..latest"), "{\"version\":\"v2\"}");
    CommandRun index =
        CommandRun.of(
            home, "index", "fresh", "--from", "file:" + bucket, "--dir", home.toString());
    assertThat(index.exitCode()).as(index.err()).isZero();
    database = home.resolve("bioconductor.sqlite3");
  }

  private static void version(Path bucket, String name, String document) throws IOException {
    Path version = Files.createDirectories(bucket.resolve("p/a").resolve(name));
    Files.writeString(version.resolve("_bioconductor.json"), document);
    Files.writeString(
        version.resolve("..manifest"),
        "{\"_bioconductor.json\":{\"size\":" + document.length()
            + ",\"md5sum\":\"0cc175b9c0f1b6a831c399e269772661\"}}");
    Files.writeString(
        version.resolve("..summary"),
        "{\"upload_user_id\":\"alice\\u009b\",\"upload_start\":\"2030-01-31T12:00:00Z\","
            + "\"upload_finish\":\"2030-01-31T12:00:0" + name.charAt(1) + ".25Z\"}");
  }

  @Test
  void hitsArePrintedAsATableOfFileReferences() {
    assertThat(lines(search("mouse", "AND", "title:brain")))
        .containsExactly(
            "FILE                       USER         TIME",
            "p/a/v2:_bioconductor.json  alice\\u009b  2030-01-31T12:00:02.250Z");
  }

  @Test
  void anEmptyResultIsReportedToPeopleOnly() {
    assertThat(search("zebrafish").err()).isEqualToIgnoringNewLines("No files found.");
    assertThat(search("zebrafish", "--json").err()).isEmpty();
    assertThat(search("mouse").err()).isEmpty();
  }

  @ParameterizedTest(name = "{0} {1} finds {2} version(s)")
  @CsvSource({
      "--field,title,1", "--user,alice\u009b,1", "--user,bob,0", "--since,2030-01-31T12:00:02Z,1",
      "--since,2030-01-31T12:00:03Z,0", "--since,1h,1"})
  void optionsRestrictTheHits(String option, String value, int hits) {
    String[] found = search("mouse", option, value, "--json").out().split("\"project\"", -1);
    assertThat(found).hasSize(hits + 1);
  }

  @ParameterizedTest
  @CsvSource({
      "--field,none,no document has text in a field 'none'",
      "--field,a b,is not the name of a field",
      "--since,soon,is not a time", "--refresh,,cannot be combined with --database"})
  void optionsThatDoNotApplyAreWrongUsage(String option, String value, String words) {
    CommandRun run =
        value == null ? search("mouse", option) : search("mouse", option, value);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(words);
  }

  @Test
  void allVersionsAreSearchedOnRequest() {
    assertThat(lines(search("mouse", "--all-versions")))
        .hasSize(3)
        .anyMatch(line -> line.startsWith("p/a/v1:") && line.endsWith("01.250Z"))
        .anyMatch(line -> line.startsWith("p/a/v2:") && line.endsWith("02.250Z  latest"));
    assertThat(lines(search("mouse", "--all-versions", "--limit", "1"))).hasSize(2);
  }

  @Test
  void documentsArePrintedBelowTheirFiles() {
    assertThat(lines(search("mouse", "--documents")))
        .containsExactly(
            "p/a/v2:_bioconductor.json",
            "  {\"title\":\"Mouse brain\",\"n\":[1e400,12345678901234567890]}");
  }

  @Test
  void jsonIsAnArrayOfHits() {
    String row =
        "{\"project\":\"p\",\"asset\":\"a\",\"version\":\"v2\",\"path\":\"_bioconductor.json\","
            + "\"user\":\"alice\\u009b\",\"time\":\"2030-01-31T12:00:02.250Z\",\"latest\":true";

    assertThat(lines(search("mouse", "--json"))).containsExactly("[" + row + "}]");
    assertThat(lines(search("mouse", "--json", "--documents")))
        .containsExactly(
            "[" + row + ",\"document\":{\"title\":\"Mouse brain\","
                + "\"n\":[1e400,12345678901234567890]}}]");
  }

  @Test
  void noHitsExitWith0() {
    CommandRun none = search("zebrafish");
    assertThat(lines(none)).containsExactly("FILE  USER  TIME");
    assertThat(lines(search("zebrafish", "--json"))).containsExactly("[]");
    assertThat(lines(search("zebrafish", "--documents"))).isEmpty();
  }

  @Test
  void aQueryCannotLeaveItsField() {
    CommandRun run = search("none) OR (mouse", "--field", "title");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("  none) OR (mouse");
    assertThat(lines(search("none OR (mouse)", "--field", "title"))).hasSize(2);
  }

  @Test
  void syntaxErrorIsMarkedInTheQuery() {
    CommandRun run = search("mouse", "AND AND", "brain");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .containsExactly(
            "  mouse AND AND brain", "            ^",
            "gypsum: invalid query at character 11: expected something to search for"
                + " before AND");
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "mouse ... ; instead of '...'",
      "mouse !brain ; NOT to exclude",
      "mouse|brain ; OR between",
      "n:x ; no document has text in a field 'n'. Numbers, true and false are found by words such as 'n:5'",
      "m:5 ; no document has a number, true, false or text in a field 'm'",
      "n:>x ; a number directly after '>'",
      "user:alice ; To select versions, write '@user:'.",
      "mouse @usr:alice ; instead of '@usr:'",
      "tile:mouse ; did you mean 'title'?"})
  void nothingIsIgnoredSilently(String query, String reason) {
    CommandRun run = search(query);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines()).hasSize(3).first().isEqualTo("  " + query);
    assertThat(run.err()).contains("gypsum: invalid query at character ", reason);
  }

  @Test
  void anArgumentThatStartsWithAHyphenIsRefusedWithTheWayToSearchForIt() {
    for (String word : List.of("-heart", "-qz", "-h1")) {
      assertThat(search("mouse", word).err()).startsWith("gypsum: unknown option '" + word + "'");
    }
    assertThat(search("mouse", "-atlas").err())
        .startsWith("gypsum: unknown option '-atlas'; write '--' before");
    CommandRun run =
        CommandRun.of(home, "search", "--database", "" + database, "--", "mouse", "-atlas");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("character 7: expected NOT to exclude");
    assertThat(lines(search("\"-atlas\""))).hasSize(1);
  }

  @Test
  void wildcardsAndQuotedWordsAreSupported() {
    assertThat(lines(search("mou* br?in"))).hasSize(2);
    assertThat(lines(search("title:\"mouse\""))).hasSize(2);
    assertThat(lines(search("\"mou*\""))).hasSize(1);
  }

  @ParameterizedTest(name = "{0} finds {1} version(s)")
  @CsvSource({
      "@user:alice*,2", "@user:alice,0", "mouse @project:p @asset:? @path:*.json,2",
      "NOT @version:v1 brain,1", "@since:2030-01-31T12:00:01.25Z,1",
      "@until:2030-01-31T12:00:01.25Z mouse,1", "@until:2030-01-31,2", "@until:2030-01-30,0",
      "NOT @since:1h,0", "@version:v1 OR title:mouse,2"})
  void propertiesOfVersionsCanBeSearched(String query, int hits) {
    String[] found = search(query, "--all-versions", "--json").out().split("\"project\"", -1);
    assertThat(found).hasSize(hits + 1);
  }

  @ParameterizedTest(name = "{0} finds {1} version(s)")
  @CsvSource({
      "n:12345678901234567890,1", "n:12345678901234567891,0", "n:>12345678901234567889,1",
      "n:=1e400 mouse,1", "n:<5,0", "NOT n:<5,2", "n:true,0"})
  void numbersCanBeSearched(String query, int hits) {
    String[] found = search(query, "--all-versions", "--json").out().split("\"project\"", -1);
    assertThat(found).hasSize(hits + 1);
  }

  @Test
  void aPhraseIsFoundInItsOrder() {
    assertThat(lines(search("\"mouse brain\""))).hasSize(2);
    assertThat(lines(search("\"brain mouse\""))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
      "mouse --limit 0,2,expected 1 or more",
      "mouse --class _b.json,2,--class cannot be combined with --database",
      "--limit 1,2,QUERY"})
  void wrongUsageExitsWith2(String arguments, int exitCode, String words) {
    CommandRun run = search(arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.err()).contains(words);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void hitsAreSorted() {
    assertThat(lines(search("mouse", "--all-versions", "--sort", "newest")))
        .satisfiesExactly(
            header -> assertThat(header).startsWith("FILE"),
            first -> assertThat(first).startsWith("p/a/v2:"),
            second -> assertThat(second).startsWith("p/a/v1:"));
    assertThat(lines(search("mouse", "--all-versions", "--sort", "Oldest", "--limit", "1")))
        .last()
        .asString()
        .startsWith("p/a/v1:");
    CommandRun run = search("mouse", "--sort", "size");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--sort", "size", "name");
  }

  @Test
  void fieldsAreListedWithTheNumberOfTheirDocuments() {
    assertThat(lines(search("--fields"))).containsExactly("FIELD  DOCUMENTS", "title  1");
    assertThat(lines(search("--fields", "--all-versions", "--json")))
        .containsExactly("[{\"field\":\"title\",\"documents\":2}]");
  }

  @Test
  void wordsAreListedWithTheNumberOfTheirDocuments() {
    assertThat(lines(search("--words", "Br"))).containsExactly("WORD   DOCUMENTS", "brain  1");
    assertThat(lines(search("--words", "mo", "--field", "title", "--all-versions", "--json")))
        .containsExactly("[{\"word\":\"mouse\",\"documents\":2}]");
    assertThat(lines(search("--words", "zebra"))).containsExactly("WORD  DOCUMENTS");
  }

  @ParameterizedTest
  @CsvSource({
      "--fields mouse,--fields cannot be combined with QUERY",
      "--fields --words m,--fields cannot be combined with --words",
      "--fields --field title,--fields cannot be combined with",
      "--words m mouse,--words cannot be combined with QUERY",
      "--words m --user alice,--words cannot be combined with",
      "--words m --sort name,--words cannot be combined with",
      "--words m --field tile,did you mean 'title'?",
      "--words m*,--words: 'm*' is not the beginning of a word"})
  void listsCannotBeCombinedWithAQuery(String arguments, String words) {
    CommandRun run = search(arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(words);
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void missingDatabaseExitsWith3() {
    CommandRun run =
        CommandRun.of(home, "search", "mouse", "--database", home.resolve("none").toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("the index file 'none' does not exist");
  }

  @Test
  void databaseOfAServerIsReadFromTheCacheWhenOffline() throws IOException {
    Path databases = Files.createDirectories(home.resolve("cache/databases"));
    Files.copy(database, databases.resolve("bioconductor.sqlite3"));
    Map<String, String> environment =
        Map.of("GYPSUM_CACHE_DIR", home.resolve("cache").toString(), "GYPSUM_OFFLINE", "1");

    CommandRun run = CommandRun.of(home, environment, "search", "brain");

    assertThat(lines(run)).hasSize(2);
    CommandRun other =
        CommandRun.of(home, environment, "search", "brain", "--class", "_other.json");
    assertThat(other.exitCode()).isNotZero();
    assertThat(other.err()).contains("other.sqlite3");
  }

  @Test
  void caretIsBelowTheMarkedCharacter() {
    assertThat(SearchCommand.markPosition("abc", 0).lines()).containsExactly("  abc", "  ^");
    assertThat(SearchCommand.markPosition("abc", 3).lines()).containsExactly("  abc", "     ^");
    assertThat(SearchCommand.markPosition("🧬\tb(", 4).lines())
        .containsExactly("  🧬 b(", "     ^");
  }

  @Test
  void onlyTheContextOfAPositionInALongQueryIsShown() {
    String query = "a".repeat(1_000) + "(" + "b".repeat(1_000);
    assertThat(SearchCommand.markPosition(query, 1_000).lines())
        .containsExactly("  " + "a".repeat(60) + "(" + "b".repeat(59), "  " + " ".repeat(60) + "^");
  }

  private CommandRun search(String... arguments) {
    return CommandRun.of(
        home,
        Stream.of(List.of("search"), List.of(arguments), List.of("--database", "" + database))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  private static List<String> lines(CommandRun run) {
    assertThat(run.err().strip()).isIn("", "No files found.");
    assertThat(run.exitCode()).isZero();
    return run.out().lines().toList();
  }
}
