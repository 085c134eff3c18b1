package io.gypsum.e2e.contract;

import io.gypsum.e2e.harness.HttpSocket;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests as R and other clients send them: without a body and without Content-Length. */
@ExtendWith(SharedServer.class)
class BareRequestsTest {
  private final TestServer server;
  private final String project;

  BareRequestsTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private void bare(String method, String target, String token) {
    HttpSocket.request(server.process().url(), method, target, "Authorization: Bearer " + token)
        .ok();
  }

  @Test
  void postAndDeleteNeedNoBodyAndNoContentLength() {
    String admin = Users.ADMIN.token();
    bare("POST", "/create/bare-" + project, admin);
    bare("POST", "/refresh/usage/" + project, admin);
    bare("POST", "/refresh/latest/" + project + "/a", admin);
    bare("DELETE", "/unlock/" + project, admin);
    bare("DELETE", "/remove/bare-" + project, admin);

    assertThat(server.bucket().has("bare-" + project)).isFalse();
  }

  @Test
  void anUploadNeedsBodiesOnlyForItsContent() {
    Session session = server.upload(project, "a", "v1").file("x", "1").onProbation().start();
    bare("POST", session.fileUrls().get("x"), session.token());
    session.send("x");
    bare("POST", session.completeUrl(), session.token());
    bare("POST", "/probation/approve/" + project + "/a/v1", Users.OWNER.token());
    Session other = server.upload(project, "a", "v2").start();
    bare("POST", other.abortUrl(), other.token());

    assertThat(server.bucket().has(project + "/a/..latest")).isTrue();
  }

  @Test
  void unnecessaryBodiesAreIgnored() {
    server.as(Users.ADMIN).send("DELETE", "/unlock/" + project, "not JSON").ok();
    server.as(Users.ADMIN).send("POST", "/refresh/usage/" + project, "{\"x\":").ok();
  }

  @Test
  void aTokenMayBeInAHeaderOfAnyCase() {
    HttpSocket.request(
        server.process().url(), "DELETE", "/unlock/" + project,
        "AUTHORIZATION: bearer " + Users.ADMIN.token()).ok();
  }
}
