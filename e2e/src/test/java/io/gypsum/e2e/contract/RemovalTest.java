package io.gypsum.e2e.contract;

import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class RemovalTest {
  private final TestServer server;
  private final String project;

  RemovalTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private TestResponse remove(String... names) {
    return server.as(Users.ADMIN).delete("/remove" + TestHttpClient.path(names));
  }

  private void assertUsage(long bytes) {
    assertThat(server.bucket().object(project + "/..usage")).containsEntry("total", bytes);
  }

  @Test
  void removingAVersionKeepsOthersAndReducesTheUsage() {
    server.publish(project, "a", "v1", "123");
    server.publish(project, "a", "v10", "12345");
    server.publish(project, "a", "v", "1");

    remove(project, "a", "v1").empty();

    assertThat(server.bucket().keys(project + "/a/v1/")).isEmpty();
    assertThat(server.bucket().has(project + "/a/v10/a.txt")).isTrue();
    assertThat(server.bucket().has(project + "/a/v/a.txt")).isTrue();
    assertUsage(6);
    assertThat(server.bucket().json(project + "/a/..latest")).isEqualTo(Json.of("{'version':'v'}"));
    assertThat(server.bucket().logsOf(project).getLast()).isEqualTo(
        Json.object(
            "type", "delete-version", "project", project, "asset", "a", "version", "v1", "latest",
            false));
  }

  @Test
  void aRemovalCanRefuseToBreakLinksOfOtherProjects() {
    server.publish(project, "a", "v1", "123");
    String other = server.newProject();
    server.upload(other, "b", "w").link("l", project, "a", "v1", "a.txt").publish();
    Object links =
        Json.of(
            "{'version_count':1,'file_count':1,'versions':[{'project':'" + other
                + "','asset':'b','version':'w','files':1}]}");
    TestHttpClient admin = server.as(Users.ADMIN);
    String address = TestHttpClient.path(project, "a", "v1");

    assertThat(admin.get("/links" + address).ok().json()).isEqualTo(links);
    TestResponse refused = admin.delete("/remove" + address + "?links=refuse").has(400);
    assertThat(refused.reason()).contains("was not deleted", other + "/b/w");
    assertThat(((Map<?, ?>) refused.json()).get("links")).isEqualTo(links);
    assertThat(server.bucket().has(project + "/a/v1/a.txt")).isTrue();
    admin.delete("/remove" + address + "?links=no").refused(400, "'links'", "'refuse'");
    server.as(Users.OWNER).get("/links" + address).refused(403);
    server.as(Users.OWNER).delete("/remove" + address + "?links=refuse").refused(403);

    admin.delete("/remove" + TestHttpClient.path(other) + "?links=refuse").empty();
    admin.delete("/remove" + address + "?links=refuse").empty();
    assertThat(server.bucket().keys(project + "/a/")).isEmpty();
  }

  @Test
  void removingTheLatestVersionMakesThePreviousOneLatest() {
    server.publish(project, "a", "z", "1");
    server.publish(project, "a", "m", "2");
    server.publish(project, "a", "b", "3");
    server.upload(project, "a", "q").file("x", "x").onProbation().publish();

    remove(project, "a", "b").empty();

    assertThat(server.bucket().json(project + "/a/..latest")).isEqualTo(Json.of("{'version':'m'}"));
    assertThat(server.bucket().logsOf(project).getLast()).containsEntry("latest", true);
  }

  @Test
  void removingTheOnlyVersionLeavesNoLatest() {
    server.publish(project, "a", "v1", "1");

    remove(project, "a", "v1").empty();

    assertThat(server.bucket().keys(project + "/a/")).isEmpty();
    assertUsage(0);
  }

  @Test
  void removingAVersionOnProbationReducesTheUsage() {
    server.upload(project, "a", "v1").file("x", "four").onProbation().publish();

    remove(project, "a", "v1").empty();

    assertUsage(0);
    assertThat(server.bucket().logsOf(project).getLast()).containsEntry("type", "delete-version")
        .containsEntry("latest", false);
  }

  @Test
  void removingLinksDoesNotChangeTheUsage() {
    server.publish(project, "a", "v1", "123");
    server.upload(project, "a", "v2").dedup("a.txt", "123").file("y", "45").publish();

    remove(project, "a", "v2").empty();

    assertUsage(3);
  }

  @Test
  void removingAnAssetRemovesItsVersionsAndNoOtherAsset() {
    server.publish(project, "a", "v1", "123");
    server.publish(project, "a", "v2", "12345");
    server.publish(project, "ab", "v1", "1");

    remove(project, "a").empty();

    assertThat(server.bucket().keys(project + "/a/")).isEmpty();
    assertThat(server.bucket().has(project + "/ab/v1/a.txt")).isTrue();
    assertUsage(1);
    assertThat(server.bucket().logsOf(project).getLast())
        .isEqualTo(Json.object("type", "delete-asset", "project", project, "asset", "a"));
  }

  @Test
  void removingAProjectRemovesNoOtherProject() {
    String longer = project + "b";
    server.as(Users.ADMIN).post(TestHttpClient.path("create", longer)).ok();
    server.publish(project, "a", "v1", "123");

    remove(project).empty();

    assertThat(server.bucket().has(project)).isFalse();
    assertThat(server.bucket().has(longer + "/..usage")).isTrue();
    assertThat(server.bucket().logsOf(project).getLast())
        .isEqualTo(Json.object("type", "delete-project", "project", project));
  }

  @Test
  void aRemovedProjectMayBeCreatedAgain() {
    server.publish(project, "a", "v1", "123");
    remove(project).empty();

    server.as(Users.ADMIN).post(TestHttpClient.path("create", project)).empty();

    assertUsage(0);
  }

  @Test
  void removingAMissingResourceIsNotLogged() {
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    remove(project, "a", "v1").empty();
    remove(project, "a").empty();
    remove("none").empty();
    remove("none", "a", "v").empty();

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
    assertThat(server.bucket().has("none")).isFalse();
    assertThat(server.bucket().logsOf(project)).isEmpty();
    assertThat(server.bucket().logsOf("none")).isEmpty();
  }

  @Test
  void aLockedProjectIs403AndUnchanged() {
    server.publish(project, "a", "v1", "123");
    server.upload(project, "a", "v2").start();
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    for (List<String> names : List.of(
        List.of(project), List.of(project, "a"), List.of(project, "a", "v1"))) {
      remove(names.toArray(String[]::new)).refused(403, "locked");
    }

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/..logs", "/P/..", "/P/a/..manifest", "/P%2Fa", "/P/a%2Fv1", "/.",
      "/P/a/%00"})
  void aBadNameIs400(String path) {
    server.publish(project, "a", "v1", "123");

    server.as(Users.ADMIN).delete("/remove" + path.replace("P", project)).refused(400);

    assertThat(server.bucket().has(project + "/a/v1/a.txt")).isTrue();
  }

  @Test
  void removingTheTargetOfLinksKeepsTheLinks() {
    server.publish(project, "a", "v1", "123");
    server.upload(project, "b", "v1").link("l", project, "a", "v1", "a.txt").publish();

    remove(project, "a").empty();

    assertThat(server.bucket().object(project + "/b/v1/..manifest")).containsKey("l");
  }
}
