package io.gypsum.e2e.contract;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Existing clients look for "does not exist" in the reason when a project, an asset or a version is missing. */
@ExtendWith(SharedServer.class)
class MissingNamesTest {
  private final TestServer server;
  private final String project;

  MissingNamesTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  @ParameterizedTest
  @CsvSource({
      "GET,    /file/none%2F..usage,             404",
      "GET, /file/none%2F..permissions,        404",
      "GET,    /file/P%2Fnone%2F..latest,        404",
      "GET, /file/P%2Fa%2Fnone%2F..manifest,   404",
      "GET,    /file/P%2Fa%2Fnone%2F..summary,   404",
      "GET, /file/P%2Fa%2Fnone%2Fx,            404",
      "PUT,    /permissions/none,                404",
      "PUT, /quota/none,                       400",
      "POST,   /refresh/latest/none/a,           400",
      "POST, /refresh/usage/none,              400",
      "POST,   /probation/approve/P/a/none,      400",
      "POST, /probation/reject/P/a/none,       400",
      "POST,   /probation/approve/none/a/v,      400",
      "POST, /probation/reject/none/a/v,       400",
      "POST,   /upload/start/none/a/v,           404"})
  void theReasonContainsTheNameAndThatItDoesNotExist(String method, String path, int status) {
    TestResponse response =
        send(Users.ADMIN, method, path).refused(status, "none", "does not exist");
    assertThat(response.kind()).isEqualTo("not-found");
  }

  @ParameterizedTest
  @CsvSource({
      "POST, /probation/approve/none/a/v, 404", "POST, /probation/reject/none/a/v, 404",
      "DELETE, /unlock/none, 404"})
  void usersWhoAreNotAdministratorsGetTheSameReason(String method, String path, int status) {
    send(Users.OWNER, method, path).refused(status, "none", "does not exist");
  }

  private TestResponse send(Users user, String method, String path) {
    return server.as(user)
        .send(
            method,
            path.replace("/P/", "/" + project + "/").replace("/P%2F", "/" + project + "%2F"),
            path.startsWith("/upload") ? "{\"files\":[]}" : "{}");
  }

  @Test
  void aLinkToAMissingVersionIsRefusedForThatReason() {
    server.upload(project, "a", "v1")
        .link("x", project, "none", "v1", "x")
        .tryStart()
        .refused(400, "none", "does not exist");
  }

  @Test
  void aRemovedProjectDoesNotExist() {
    server.as(Users.ADMIN).delete("/remove/" + project).empty();

    server.anonymous()
        .get("/file/" + project + "%2F..usage")
        .refused(404, project, "does not exist");
    server.as(Users.OWNER)
        .put("/permissions/" + project, Json.of("{'owners':[]}"))
        .refused(404, project, "does not exist");
  }
}
