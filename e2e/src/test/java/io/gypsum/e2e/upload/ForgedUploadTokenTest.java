package io.gypsum.e2e.upload;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The server presigns URLs only for files of the session's manifest, even if an upload token is forged. */
@ExtendWith(SharedServer.class)
class ForgedUploadTokenTest {
  private static final String ROUTE = "/upload/presigned-file/";

  private final TestServer server;
  private final String project;
  private final Session session;

  ForgedUploadTokenTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
    this.session = server.upload(project, "a", "v1").file("x.txt", "content").start();
  }

  private TestResponse presign(String uploadToken) {
    return session.http().post(ROUTE + uploadToken);
  }

  private String uploadToken() {
    return session.fileUrls().get("x.txt").substring(ROUTE.length());
  }

  private static byte[] decode(String uploadToken) {
    return Base64.getUrlDecoder().decode(uploadToken);
  }

  private static String encode(byte[] uploadToken) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(uploadToken);
  }

  /** Returns an upload token with changed content and the signature of the original content. */
  private String rewritten(String from, String to) {
    String text = new String(decode(uploadToken()), StandardCharsets.ISO_8859_1);
    assertThat(text).as("content of an upload token").contains(from);
    return encode(text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..summary", "..manifest", "../../..permissions", "x.txt/../..summary",
      "other.txt", "..", "/etc/passwd", "x.txt\u0000"})
  void aTokenForAnotherPathIs403(String path) {
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    presign(rewritten("x.txt", path)).refused(403);

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @Test
  void aTokenForAnotherVersionIs403() {
    presign(rewritten("/a/v1", "/a/v2")).refused(403);
    presign(rewritten(project, "another")).refused(403);
  }

  @Test
  void aTokenWithAnyChangedByteIs403() {
    byte[] right = decode(uploadToken());
    for (int i = 0; i < right.length; i++) {
      byte[] altered = right.clone();
      altered[i] ^= 1;
      assertThat(presign(encode(altered)).status()).as("status with byte %s altered", i)
          .isEqualTo(403);
    }
  }

  @Test
  void aTokenOfAnotherLengthIs403() {
    byte[] right = decode(uploadToken());
    presign(encode(java.util.Arrays.copyOf(right, right.length - 1))).refused(403);
    presign(encode(java.util.Arrays.copyOf(right, right.length + 1))).refused(403);
    presign(encode(java.util.Arrays.copyOf(right, 40))).refused(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%2E%2E", "x.txt", "a%2Fb", "*", "....", "%00", "a%20b", "AAAA",
      "%C3%A4"})
  void aTokenThatCannotBeParsedIs400(String uploadToken) {
    presign(uploadToken).refused(400);
  }

  @Test
  void theTokenOfAnotherProjectIs403() {
    Session other =
        server.upload(server.newProject(), "a", "v1").file("x.txt", "content").start();

    session.http().post(other.fileUrls().get("x.txt")).refused(403);
  }

  @Test
  void theTokenOfAnEarlierSessionOfTheSameVersionIs403() {
    String old = uploadToken();
    session.abort().empty();
    Session again = server.upload(project, "a", "v1").file("x.txt", "content").start();

    again.http().post(ROUTE + old).refused(403);
  }

  @Test
  void tokensForPresigningAndForUploadingAreNotInterchangeable() {
    String contentToken = session.address("x.txt").getRawQuery().replace("ticket=", "");
    presign(contentToken).refused(403);

    TestResponse response =
        session.put(
            server.process().url().resolve("/upload/content?ticket=" + uploadToken()),
            "content".getBytes(StandardCharsets.UTF_8));

    response.refused(403);
    assertThat(server.bucket().has(project + "/a/v1/x.txt")).isFalse();
  }
}
