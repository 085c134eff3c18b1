package io.gypsum.e2e.contract;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests with the token of an upload session. */
@ExtendWith(SharedServer.class)
class SessionTest {
  private final TestServer server;
  private final String project;

  SessionTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
  }

  private Session start() {
    return server.upload(project, "a", "v1").file("x.txt", "content").start();
  }

  @Test
  void aPresignedResponseContainsTheUrlAndTheMd5() {
    Session session = start();

    Map<String, Object> response = Json.object(session.presign("x.txt").ok().json());

    assertThat(response).containsOnlyKeys("url", "md5sum_base64")
        .containsEntry(
            "md5sum_base64", TestUpload.md5Base64("content".getBytes(StandardCharsets.UTF_8)));
    URI url = URI.create((String) response.get("url"));
    assertThat(url.isAbsolute()).isTrue();
    assertThat(url.getRawAuthority()).isEqualTo(server.process().url().getRawAuthority());
  }

  @Test
  void thePresignedUrlNeedsNoToken() {
    Session session = start();

    session.trySend("x.txt").empty();
    session.complete().empty();

    assertThat(server.bucket().bytes(project + "/a/v1/x.txt"))
        .isEqualTo("content".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSessionOfAnUnlockedProjectIs403() {
    Session session = start();
    session.send("x.txt").complete().empty();

    session.presign("x.txt").refused(403);
    session.complete().refused(403);
    session.abort().refused(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "00000000-0000-0000-0000-000000000000",
      "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6ba7b8109dad41d180b400c04fd430c8",
      "6ba7b810-9dad-41d1-80b4-00c04fd430c8"})
  void anotherTokenIs403(String token) {
    Session session = start();
    TestHttpClient other = server.anonymous().as(token);

    other.post(session.fileUrls().get("x.txt")).refused(403);
    other.post(session.completeUrl()).refused(403);
    other.post(session.abortUrl()).refused(403);

    assertThat(server.bucket().has(project + "/..LOCK")).isTrue();
    session.send("x.txt").complete().empty();
  }

  @Test
  void theTokenOfAnotherProjectsSessionIs403() {
    Session session = start();
    Session other = server.upload(server.newProject(), "a", "v1").start();

    other.http().post(session.completeUrl()).refused(403);
    other.http().post(session.abortUrl()).refused(403);
    other.http().post(session.fileUrls().get("x.txt")).refused(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/b/v1", "/a/v2", "/v1/a"})
  void anotherAssetOrVersionIs403(String version) {
    Session session = start();

    session.http().post("/upload/complete/" + project + version).refused(403, "a/v1");
    session.http().post("/upload/abort/" + project + version).refused(403);

    assertThat(server.bucket().has(project + "/a/v1/..summary")).isTrue();
  }

  @Test
  void aBadNameIs400() {
    Session session = start();

    session.http().post("/upload/complete/" + project + "/a/..v1").refused(400);
    session.http().post("/upload/abort/" + project + "/..a/v1").refused(400);
  }

  @Test
  void abortDeletesAllFilesAndUnlocksTheProject() {
    Map<String, String> before = server.bucket().fingerprint(project + "/");
    Session session = start().send("x.txt");

    session.abort().empty();

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
    assertThat(server.bucket().logsOf(project)).isEmpty();
  }

  @Test
  void completionWithAMissingFileIs400AndMayBeRepeated() {
    Session session =
        server.upload(project, "a", "v1").file("x.txt", "1").file("y.txt", "2").start();
    session.send("x.txt");

    session.complete().refused(400, "y.txt");

    session.send("y.txt").complete().empty();
  }

  @Test
  void completionWithAFileOfAnotherSizeIs400AndMayBeRepeated() throws Exception {
    Session session = start().send("x.txt");
    String staged = server.bucket().keys("..arrivals/" + project + "/").get(0);
    server.bucket().write(staged, "conten");

    session.complete().refused(400, "x.txt");

    server.bucket().delete(staged);
    session.send("x.txt").complete().empty();
  }

  @Test
  void completionDeletesFilesThatAreNotInTheManifest() throws Exception {
    Session session = start().send("x.txt");
    server.bucket().write(project + "/a/v1/stray/file", "stray");

    session.complete().empty();

    assertThat(server.bucket().keys(project + "/a/v1/")).isEqualTo(
        List.of(
            project + "/a/v1/..manifest", project + "/a/v1/..summary", project + "/a/v1/x.txt"));
    assertThat(server.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':7}"));
  }

  @Test
  void completionPublishesTheVersion() {
    start().send("x.txt").complete().empty();

    Map<String, Object> summary = server.bucket().object(project + "/a/v1/..summary");
    assertThat(summary).containsOnlyKeys("upload_user_id", "upload_start", "upload_finish");
    assertThat((String) summary.get("upload_finish"))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")
        .isGreaterThanOrEqualTo((String) summary.get("upload_start"));
    assertThat(server.bucket().json(project + "/a/..latest"))
        .isEqualTo(Json.of("{'version':'v1'}"));
    assertThat(server.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':7}"));
    assertThat(server.bucket().has(project + "/..LOCK")).isFalse();
  }

  @Test
  void concurrentCompletionsCountOnce() throws Exception {
    Session session = start().send("x.txt");

    Thread other = Thread.ofVirtual().start(() -> session.complete());
    int status = session.complete().status();
    other.join();

    assertThat(status).isIn(200, 403);
    assertThat(server.bucket().json(project + "/..usage")).isEqualTo(Json.of("{'total':7}"));
    assertThat(server.bucket().logsOf(project)).hasSize(1);
  }

  @Test
  void aUsersTokenCannotCompleteOrAbortASession() {
    Session session = start();

    server.as(Users.TRUSTED).post(session.completeUrl()).refused(403);
    server.as(Users.ADMIN).post(session.abortUrl()).refused(403);
    server.anonymous().as(UUID.randomUUID().toString()).post(session.abortUrl()).refused(403);
  }
}
