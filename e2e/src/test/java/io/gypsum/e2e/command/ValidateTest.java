package io.gypsum.e2e.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class ValidateTest {
  private final TestServer server;
  @TempDir private Path home;
  private CommandUser anyone;

  ValidateTest(TestServer server) {
    this.server = server;
  }

  @BeforeEach
  void prepare() throws IOException {
    anyone = new CommandUser(server.process().url(), null, home);
    Files.createDirectories(home.resolve("data/b"));
    write("data/_bioconductor.json", "{\"title\": \"A\"}");
    write("data/b/_bioconductor.json", "{\"title\": 5, \"species\": [\"9606\", 7]}");
    write("data/b/other.json", "{\"title\": null}");
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(home.resolve(name), text).toString();
  }

  private String in(String name) {
    return home.resolve(name).toString();
  }

  @Test
  void validDocumentsHaveNoOutputAndExitCode0() {
    GypsumCommand one = anyone.run("validate", in("data/_bioconductor.json")).ok();
    assertThat(one.output()).isEmpty();
    assertThat(one.errors()).isEqualTo("The document is valid.\n");
    anyone.run("validate", in("data/_bioconductor.json"), "--json").isJson("[]");
    assertThat(home.resolve("cache/schemas/bioconductor/v1.json")).hasContent(SharedServer.SCHEMA);
  }

  @Test
  void everyViolationIsARowWithExitCode1() {
    GypsumCommand all = anyone.run("validate", in("data"));
    assertThat(all.exitCode()).isEqualTo(1);
    assertThat(all.errors()).isEqualTo("gypsum: 2 violations in 1 of 2 documents\n");
    assertThat(all.output().lines()).hasSize(3)
        .anyMatch(line -> line.matches("FILE +POINTER +PROBLEM"))
        .anyMatch(
            line -> line.matches(".*b/_bioconductor.json +/title +expected a string, found 5"))
        .last()
        .asString()
        .matches(".*b/_bioconductor.json +/species/1 +expected a string, found 7");
  }

  @Test
  void asJsonViolationsAreAnArray() {
    GypsumCommand all = anyone.run("validate", "--json", "-q", in("data/b/_bioconductor.json"));
    assertThat(all.exitCode()).isEqualTo(1);
    String file = "{'file':'" + in("data/b/_bioconductor.json") + "',";
    assertThat(Json.parse(all.output())).isEqualTo(
        Json.of(
            "[" + file + "'pointer':'/title','expected':'a string','found':'5'}," + file
                + "'pointer':'/species/1','expected':'a string','found':'7'}]"));
  }

  @Test
  void aMalformedDocumentDoesNotHideOtherViolations() throws IOException {
    write("data/_bioconductor.json", "{\"title\": ");
    GypsumCommand all = anyone.run("validate", in("data"));
    assertThat(all.output()).contains("(root)", "is not JSON at line 1, column", "/species/1");
    assertThat(all.errors()).isEqualTo("gypsum: 3 violations in 2 of 2 documents\n");
  }

  @Test
  void theClassAndTheSchemaMayBeSelected() throws IOException {
    String schema = write("own.json", "{\"properties\": {\"title\": {\"type\": \"null\"}}}");
    assertThat(
        anyone.run("validate", in("data"), "--class", "other.json", "--schema", schema)
            .ok()
            .errors())
        .isEqualTo("The document is valid.\n");
    anyone.run("validate", in("data"), "--class", "none.json", "--schema", schema)
        .refused(3, "contains no file 'none.json'");
    anyone.run("validate", in("nowhere"), "--schema", schema).refused(3, "nowhere");
  }

  @Test
  void anUnusableSchemaIsReported() throws IOException {
    String document = in("data/_bioconductor.json");
    anyone.run("validate", document, "--schema", "none.json")
        .refused(3, "publishes no schema 'none.json'");
    anyone.run("validate", document, "--schema", "../none").refused(2, "../none");
    anyone.run("validate", document, "--schema", write("bad.json", "{\"type\": 5}"))
        .refused(1, "bad.json", "/type");
    anyone.run("validate", document, "--schema", write("no.json", "{\n nothing"))
        .refused(1, "no.json", "line 2");
    anyone.run("validate").refused(2, "FILE|DIR");
  }

  @Test
  void theCachedSchemaIsUsedOffline() {
    anyone.run("validate", "--offline", in("data")).refused(1, "offline");
    anyone.run("validate", in("data/_bioconductor.json")).ok();
    anyone.run("validate", "--offline", in("data/_bioconductor.json")).ok();
  }
}
