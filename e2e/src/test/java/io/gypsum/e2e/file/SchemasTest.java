package io.gypsum.e2e.file;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class SchemasTest {
  private final TestServer server;

  SchemasTest(TestServer server) {
    this.server = server;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/schemas/bioconductor/v1.json", "/schemas/bioconductor%2Fv1.json"})
  void aSchemaIsServedByItsName(String path) {
    TestResponse response = server.anonymous().get(path).ok();
    assertThat(response.text()).isEqualTo(SharedServer.SCHEMA);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(server.anonymous().head(path).ok().header("Content-Length"))
        .isEqualTo(String.valueOf(SharedServer.SCHEMA.length()));
    server.anonymous().get(path, "If-None-Match", response.header("ETag")).has(304);
    assertThat(server.anonymous().get(path, "Range", "bytes=0-0").has(206).text())
        .isEqualTo("{");
  }

  @Test
  void anUnknownSchemaIs404() {
    server.anonymous().get("/schemas/none.json").refused(404, "none.json");
    server.anonymous().get("/schemas/bioconductor").refused(404);
    server.anonymous().get("/schemas/").refused(404);
    server.anonymous().get("/schemas").refused(404);
  }

  @Test
  void filesOutsideTheDirectoryAreNotServed() {
    for (String path : new String[] {
        "..%2Fdata%2Faccounts.json", "bioconductor/..%2F..%2Fdata%2Faccounts.json",
        "bioconductor/%2E%2E/%2E%2E/data/accounts.json", "%2Fetc%2Fpasswd", "a%00b"}) {
      assertThat(server.anonymous().get("/schemas/" + path).status()).as(path).isIn(400, 404);
    }
  }

  @Test
  void aServerWithoutSchemasReportsIt(@TempDir Path directory) {
    try (TestServer bare = TestServer.start(Users.newData(directory))) {
      bare.anonymous().get("/schemas/bioconductor/v1.json").refused(404);
    }
  }

  @Test
  void anInvalidSchemaPreventsTheStart(@TempDir Path directory) throws Exception {
    Path schemas = Files.createDirectory(directory.resolve("schemas"));
    Files.writeString(schemas.resolve("a.json"), "{\"type\": 5}");
    io.gypsum.e2e.harness.GypsumCommand.run(
        "serve", "--data", Users.newData(directory).toString(), "--port", "0", "--schemas",
        schemas.toString())
        .refused(1, "a.json", "/type");
  }
}
