package io.gypsum.e2e.contract;

import java.util.List;
import java.util.Map;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class ProbationTest {
  private final TestServer server;
  private final String project;

  ProbationTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private void submit(String version) {
    new TestUpload(server.as(Users.UNTRUSTED), project, "a", version).file("x", "four").publish();
  }

  private TestResponse decide(Users user, String decision, String version) {
    return server.as(user).post(TestHttpClient.path("probation", decision, project, "a", version));
  }

  private Object latest() {
    return server.bucket().json(project + "/a/..latest");
  }

  @Test
  void aVersionOnProbationIsCountedButNeitherLatestNorLogged() {
    submit("v1");

    assertThat(server.bucket().object(project + "/a/v1/..summary"))
        .containsOnlyKeys("upload_user_id", "upload_start", "upload_finish", "on_probation")
        .containsEntry("on_probation", true);
    assertThat(server.bucket().has(project + "/a/..latest")).isFalse();
    assertThat(server.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':4}"));
    assertThat(server.bucket().logsOf(project)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"OWNER", "ADMIN", "ORG_ADMIN"})
  void anApprovedVersionIsPublished(Users user) {
    submit("v1");

    decide(user, "approve", "v1").empty();

    assertThat(server.bucket().object(project + "/a/v1/..summary"))
        .containsOnlyKeys("upload_user_id", "upload_start", "upload_finish");
    assertThat(latest()).isEqualTo(Json.of("{'version':'v1'}"));
    assertThat(server.bucket().logsOf(project)).isEqualTo(
        List.of(
            Json.object(
                "type", "add-version", "project", project, "asset", "a", "version", "v1", "latest",
                true)));
  }

  @Test
  void anApprovedVersionBecomesLatestIfItFinishedLast() {
    server.publish(project, "a", "v0", "x");
    submit("v1");

    decide(Users.OWNER, "approve", "v1").empty();

    assertThat(latest()).isEqualTo(Json.of("{'version':'v1'}"));
  }

  @Test
  void anApprovedVersionDoesNotBecomeLatestIfAnotherFinishedLater() {
    submit("v1");
    server.publish(project, "a", "v2", "x");

    decide(Users.OWNER, "approve", "v1").empty();

    assertThat(latest()).isEqualTo(Json.of("{'version':'v2'}"));
    assertThat(server.bucket().logsOf(project).getLast()).containsEntry("version", "v1")
        .containsEntry("latest", false);
  }

  @Test
  void theOrderOfApprovalsDoesNotChangeTheLatestVersion() {
    submit("v1");
    submit("v2");

    decide(Users.OWNER, "approve", "v2").empty();
    decide(Users.OWNER, "approve", "v1").empty();

    assertThat(latest()).isEqualTo(Json.of("{'version':'v2'}"));
  }

  @ParameterizedTest
  @EnumSource(names = {"OWNER", "ADMIN", "UNTRUSTED"})
  void aRejectedVersionIsDeletedAndNoLongerCounted(Users user) {
    Map<String, String> before = server.bucket().contents(project + "/");
    submit("v1");

    decide(user, "reject", "v1").empty();

    assertThat(server.bucket().contents(project + "/")).isEqualTo(before);
    assertThat(server.bucket().logsOf(project)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"TRUSTED", "MEMBER"})
  void anotherUploaderCannotReject(Users user) {
    submit("v1");

    decide(user, "reject", "v1").refused(400, "ulf");

    assertThat(server.bucket().has(project + "/a/v1/x")).isTrue();
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }

  @Test
  void aStrangerCannotReject() {
    submit("v1");

    decide(Users.STRANGER, "reject", "v1").refused(403);
  }

  @Test
  void anUploaderWithoutRightsMayRejectOwnVersions() {
    submit("v1");
    server.as(Users.OWNER)
        .put(TestHttpClient.path("permissions", project), Json.of("{'uploaders':[]}"))
        .ok();

    decide(Users.UNTRUSTED, "reject", "v1").empty();

    assertThat(server.bucket().keys(project + "/a/")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"approve", "reject"})
  void aMissingVersionIs400(String decision) {
    decide(Users.OWNER, decision, "v1").refused(400, "v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"approve", "reject"})
  void aVersionThatIsNotOnProbationIs400AndUnchanged(String decision) {
    server.publish(project, "a", "v1", "x");
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    decide(Users.OWNER, decision, "v1").refused(400, "not on probation");

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"approve", "reject"})
  void aLockedProjectIs403AndNothingChanges(String decision) {
    submit("v1");
    server.upload(project, "b", "v1").start();
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    decide(Users.OWNER, decision, "v1").refused(403, "locked");

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"approve", "reject"})
  void aMissingProjectIsRefused(String decision) {
    TestHttpClient owner = server.as(Users.OWNER);

    assertThat(owner.post("/probation/" + decision + "/none/a/v").status()).isIn(400, 403, 404);
    assertThat(server.bucket().has("none")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"approve", "reject"})
  void aBadNameIs400(String decision) {
    server.as(Users.ADMIN).post("/probation/" + decision + "/" + project + "/a/..v").refused(400);
  }

  @Test
  void aVersionOnProbationIsNotUsedForDeduplicationUntilApproved() {
    submit("v1");
    server.upload(project, "a", "v2").dedup("x", "four").publish();
    assertThat(server.bucket().has(project + "/a/v2/x")).isTrue();

    decide(Users.OWNER, "approve", "v1").empty();
    assertThat(latest()).isEqualTo(Json.of("{'version':'v2'}"));
  }
}
