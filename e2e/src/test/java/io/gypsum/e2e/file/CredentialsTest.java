package io.gypsum.e2e.file;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class CredentialsTest {
  @Test
  void aServerWithoutCredentialsReportsIt(TestServer server) {
    server.anonymous().get("/credentials/s3-api").refused(404);
    server.anonymous().get("/credentials/github-app").refused(404);
    server.anonymous().get("/credentials/oidc").refused(404);
    server.anonymous().get("/credentials/other").refused(404);
  }

  @Test
  void configuredCredentialsAreServed(@TempDir Path directory) throws Exception {
    Path config = directory.resolve("gypsum.conf");
    Files.writeString(
        config, """
            public-s3-endpoint = https://s3.example
            public-s3-bucket = genes
            public-s3-key = reader
            public-s3-secret = everyone
            github-app-id = app
            github-app-secret = configured
            """);

    try (TestServer server =
        TestServer.start(Users.newData(directory), "--config", config.toString())) {
      server.anonymous()
          .get("/credentials/s3-api")
          .isJson(
              "{'endpoint':'https://s3.example','bucket':'genes','key':'reader','secret':'everyone'}");
      server.anonymous()
          .get("/credentials/github-app")
          .isJson("{'id':'app','secret':'configured'}");
      assertThat(
          server.anonymous().get("/credentials/s3-api").header("Access-Control-Allow-Origin"))
          .isEqualTo("*");
    }
  }
}
