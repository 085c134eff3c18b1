package io.gypsum.e2e.metadata;

import java.io.IOException;
import java.nio.file.Path;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.Users;
import io.gypsum.metadata.index.SmallRegistry;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SearchOnServerTest {
  private static final String QUERY = "mouse AND NOT human";

  @TempDir private Path temp;

  @Test
  void theIndexOfTheServerIsDownloadedAndSearched() throws IOException {
    Path registry = temp.resolve("registry");
    SmallRegistry.unpack(registry);
    Path data = Users.newData(temp);
    TestStore.fill(data, registry);
    try (TestServer server = TestServer.start(data, "--index", "_bioconductor.json")) {
      TestHttpClient http = server.anonymous();
      Eventually.await(
          "the index", () -> http.head("/index/bioconductor.sqlite3").status() == 200);
      CommandUser anyone = new CommandUser(server.process().url(), null, temp);

      Object found = anyone.run("search", QUERY, "--json", "--documents").json();

      assertThat(Json.list(found)).hasSize(7)
          .isEqualTo(
              Json.object(http.get("/search?documents=true&q=" + QUERY.replace(' ', '+')).json())
                  .get("hits"));
      assertThat(anyone.run("search", "mouse", "(human", "OR", "liver)").lines())
          .hasSizeGreaterThan(1)
          .first()
          .asString()
          .startsWith("FILE");
      assertThat(anyone.run("search", "nothing").errors()).contains("--refresh");
      assertThat(anyone.run("search", "nothing", "--refresh").errors())
          .isEqualToIgnoringNewLines("No files found.");
      String narrowed = QUERY + " @project:sc* @asset:\"baron-pancreas-2016\" @since:2020-01-31";
      assertThat(
          Json.object(
              http.get("/search?q=" + narrowed.replace(' ', '+').replace("\"", "%22")).json())
              .get("hits"))
          .isEqualTo(anyone.run("search", narrowed, "--json").json())
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .hasSize(1);
      http.get("/search?q=mouse+@since:soon").refused(400, "character 14: expected a time");
      http.get("/search?q=brain:atlas").refused(400, "no document has text in a field 'brain'");
      http.get("/search?q=mouse+-atlas").refused(400, "character 7: expected NOT to exclude");
      http.get("/search?q=mouse+%26+brain").refused(400, "instead of '&'");
      anyone.run("search", "x", "--class", "_other.json")
          .refused(3, "publishes no index 'other.sqlite3'");
      server.process().stop();
      assertThat(anyone.run("search", QUERY, "--json", "--documents", "--offline").json())
          .isEqualTo(found);
    }
  }
}
