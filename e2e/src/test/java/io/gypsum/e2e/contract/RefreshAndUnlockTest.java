package io.gypsum.e2e.contract;

import java.util.Map;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Recomputing derived documents, and unlocking projects. */
@ExtendWith(SharedServer.class)
class RefreshAndUnlockTest {
  private final TestServer server;
  private final String project;

  RefreshAndUnlockTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestResponse refresh(String... what) {
    return server.as(Users.ADMIN).post("/refresh" + TestHttpClient.path(what));
  }

  private void write(String key, String text) {
    server.bucket().write(project + "/" + key, text);
  }

  @Test
  void refreshFindsTheLatestVersionInTheSummaries() throws Exception {
    server.publish(project, "a", "v9", "1");
    server.publish(project, "a", "v1", "2");
    server.upload(project, "a", "v5").file("x", "3").onProbation().publish();
    write("a/..latest", "{\"version\":\"v9\"}");

    refresh("latest", project, "a").isJson("{'version':'v1'}");

    assertThat(server.bucket().json(project + "/a/..latest"))
        .isEqualTo(Json.of("{'version':'v1'}"));
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }

  @Test
  void refreshRestoresAMissingLatest() throws Exception {
    server.publish(project, "a", "v1", "1");
    server.bucket().delete(project + "/a/..latest");

    refresh("latest", project, "a").isJson("{'version':'v1'}");

    assertThat(server.bucket().has(project + "/a/..latest")).isTrue();
  }

  @Test
  void refreshWithoutVersionsDeletesLatest() throws Exception {
    server.upload(project, "a", "v1").file("x", "3").onProbation().publish();
    write("a/..latest", "{\"version\":\"v1\"}");

    refresh("latest", project, "a").isJson("{}");

    assertThat(server.bucket().has(project + "/a/..latest")).isFalse();
    refresh("latest", project, "none").isJson("{}");
  }

  @Test
  void refreshCountsTheUsageWithoutLinksAndInternalFiles() throws Exception {
    server.publish(project, "a", "v1", "123");
    server.upload(project, "a", "v2").dedup("a.txt", "123").file("y", "45").publish();
    server.upload(project, "a", "v3").file("x", "7").onProbation().publish();
    write("..usage", "{\"total\":1e3}");

    refresh("usage", project).isJson("{'total':6}");

    assertThat(server.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':6}"));
  }

  @Test
  void refreshOfAMissingProjectIs400() {
    refresh("latest", "none", "a").refused(400, "none");
    refresh("usage", "none").refused(400, "none");
    assertThat(server.bucket().has("none")).isFalse();
  }

  @Test
  void refreshOfABadNameIs400() {
    server.as(Users.ADMIN).post("/refresh/usage/..x").refused(400);
    server.as(Users.ADMIN).post("/refresh/latest/" + project + "/a%2Fb").refused(400);
  }

  @Test
  void refreshOfALockedProjectIs403() {
    server.upload(project, "a", "v1").start();
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    refresh("latest", project, "a").refused(403, "locked");
    refresh("usage", project).refused(403, "locked");

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"ADMIN", "ORG_ADMIN", "OWNER"})
  void unlockingUndoesARunningUpload(Users user) {
    Map<String, String> before = server.bucket().fingerprint(project + "/");
    Session session = server.upload(project, "a", "v1").file("x", "x").start().send("x");

    server.as(user).delete(TestHttpClient.path("unlock", project)).empty();

    session.complete().refused(403);
    session.presign("x").refused(403);
    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @Test
  void unlockingAnUnlockedProjectIs200() {
    server.as(Users.ADMIN).delete(TestHttpClient.path("unlock", project)).empty();
    server.as(Users.OWNER).delete(TestHttpClient.path("unlock", project)).empty();
    server.as(Users.ADMIN).delete("/unlock/none").empty();
  }

  @Test
  void unlockingRemovesALockOfAnotherServer() throws Exception {
    write("..LOCK", "{\"session_hash\":\"x\",\"asset\":\"a\",\"version\":\"v\"}");
    server.upload(project, "a", "v1").tryStart().refused(403, "locked");

    server.as(Users.ADMIN).delete(TestHttpClient.path("unlock", project)).empty();

    server.publish(project, "a", "v1", "1");
  }

  @Test
  void aBadNameIs400() {
    server.as(Users.ADMIN).delete("/unlock/..logs").refused(400);
  }
}
