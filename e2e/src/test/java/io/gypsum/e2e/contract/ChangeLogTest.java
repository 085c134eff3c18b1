package io.gypsum.e2e.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class ChangeLogTest {
  private final TestServer server;
  private final String project;

  ChangeLogTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  @Test
  void everyPublishedVersionIsLoggedOnceWithItsTime() {
    List<String> before = server.bucket().logNames();
    Instant start = Instant.now().minusMillis(1);

    server.publish(project, "a", "v1", "1");

    List<String> added =
        server.bucket().logNames().stream().filter(name -> !before.contains(name)).toList();
    assertThat(added).singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z_\\d{6}");
    assertThat(Instant.parse(added.getFirst().substring(0, 24)))
        .isBetween(start, Instant.now().plus(Duration.ofMillis(1)));
    assertThat(server.bucket().contents("..logs/")).containsEntry(
        "..logs/" + added.getFirst(),
        "{\"type\":\"add-version\",\"project\":\"" + project
            + "\",\"asset\":\"a\",\"version\":\"v1\",\"latest\":true}");
  }

  @Test
  void changesAreLoggedInTheirOrder() {
    server.publish(project, "a", "v1", "1");
    server.publish(project, "a", "v2", "2");
    TestHttpClient admin = server.as(Users.ADMIN);
    admin.delete(TestHttpClient.path("remove", project, "a", "v2")).ok();
    admin.delete(TestHttpClient.path("remove", project, "a")).ok();
    admin.delete(TestHttpClient.path("remove", project)).ok();

    List<Map<String, Object>> changes = server.bucket().logsOf(project);

    assertThat(changes).extracting(change -> change.get("type"))
        .containsExactly(
            "add-version", "add-version", "delete-version", "delete-asset", "delete-project");
    assertThat(changes.get(2)).isEqualTo(
        Json.object(
            "type", "delete-version", "project", project, "asset", "a", "version", "v2", "latest",
            true));
  }

  @Test
  void requestsThatChangeNoVersionAreNotLogged() {
    server.as(Users.OWNER)
        .put(TestHttpClient.path("permissions", project), Json.of("{'owners':['olga']}"))
        .ok();
    server.as(Users.ADMIN)
        .put(TestHttpClient.path("quota", project), Json.of("{'baseline':1}"))
        .ok();
    server.as(Users.ADMIN).post(TestHttpClient.path("refresh", "usage", project)).ok();
    server.upload(project, "a", "v1").start().abort().ok();

    assertThat(server.bucket().logsOf(project)).isEmpty();
  }
}
