package io.gypsum.e2e.upload;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.gypsum.e2e.harness.HttpSocket;
import io.gypsum.e2e.harness.Json;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** Many small files in one request, over HTTP. */
@ExtendWith(SharedServer.class)
class BundleUploadTest {
  private static final int FILES = 20;
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final TestServer server;
  private final String project;
  private final Session session;

  BundleUploadTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
    this.session = start(project);
  }

  private Session start(String name) {
    TestUpload upload = server.upload(name, "a", "v1").bundles();
    for (int i = 0; i < FILES; i++) {
      upload.file("d/é " + i, content(i));
    }
    // The content of another file.
    return upload.file("copy", content(0)).file("empty", "").start();
  }

  private static String content(int file) {
    return "content of " + file + "\n";
  }

  private byte[] bundleOfAll() {
    return session.bundle(session.fileUrls().keySet());
  }

  private static List<Boolean> received(TestResponse response) {
    List<Boolean> states = new ArrayList<>();
    for (Object file : Json.list(Json.object(response.ok().json()).get("files"))) {
      states.add((Boolean) Json.object(file).get("received"));
    }
    return states;
  }

  private void requirePublished() {
    session.complete().empty();
    for (int i = 0; i < FILES; i++) {
      assertThat(server.bucket().bytes(project + "/a/v1/d/é " + i))
          .isEqualTo(content(i).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(server.bucket().bytes(project + "/a/v1/copy")).isEqualTo(
        content(0).getBytes(StandardCharsets.UTF_8));
    assertThat(server.bucket().bytes(project + "/a/v1/empty")).isEmpty();
    assertThat(server.bucket().keys("..arrivals/" + project + "/")).isEmpty();
  }

  @Test
  void aBundleIsPublished() {
    assertThat(received(session.sendBundle(bundleOfAll()))).hasSize(FILES + 2)
        .containsOnly(true);

    requirePublished();
  }

  @Test
  void aBrokenConnectionLosesNothingThatIsNotSentAgain() {
    byte[] body = bundleOfAll();
    byte[] head =
        ("POST " + session.bundleUrl() + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + session.token() + "\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + body.length - 1);
    System.arraycopy(body, 0, request, head.length, body.length - 1);
    byte[] _ = HttpSocket.send(server.process().url(), request, true);

    session.complete().refused(400, "was not uploaded");
    assertThat(received(session.sendBundle(body))).containsOnly(true);
    requirePublished();
  }

  @Test
  void aTruncatedBundleNamesTheMissingFiles() {
    byte[] body = bundleOfAll();

    assertThat(received(session.sendBundle(Arrays.copyOf(body, body.length - 60))))
        .contains(true)
        .endsWith(false);
    assertThat(received(session.sendBundle(body))).containsOnly(true);
    requirePublished();
  }

  @Test
  void theLengthMustBeDeclaredAndWithinTheLimit() {
    session.http()
        .send(
            "POST", session.bundleUrl(),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bundleOfAll())))
        .refused(400, "Content-Length");
    session.sendBundle(new byte[MAX_BYTES + 1]).refused(413, "4194304");
    assertThat(received(session.sendBundle(new byte[MAX_BYTES]))).containsExactly(false);
  }

  @Test
  void theTokenOfTheSessionIsRequired() {
    byte[] body = bundleOfAll();
    Session other = start(server.newProject());
    server.anonymous()
        .send("POST", session.bundleUrl(), BodyPublishers.ofByteArray(body))
        .refused(401);
    other.http()
        .send("POST", session.bundleUrl(), BodyPublishers.ofByteArray(body))
        .refused(403, "another session");
    other.http()
        .send("POST", "/upload/bundle/x", BodyPublishers.ofByteArray(body))
        .refused(400, "malformed");
  }

  @Test
  void nothingIsAcceptedAfterTheEndOfTheSession() {
    byte[] body = bundleOfAll();
    session.abort().empty();
    session.sendBundle(body).refused(403, "has ended");

    assertThat(server.bucket().keys("..arrivals/" + project + "/")).isEmpty();
  }

  @Test
  void clientsThatDoNotAskForBundlesNoticeNothing() {
    TestUpload upload = server.upload(server.newProject(), "a", "v1");
    for (int i = 0; i < FILES; i++) {
      upload.file("f" + i, content(i));
    }

    assertThat(upload.start().response()).doesNotContainKey("bundles");
  }
}
