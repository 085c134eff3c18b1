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

/** An address is only ever given for a file of the session's own manifest, whatever the slug says. */
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

  private TestResponse ask(String slug) {
    return session.http().post(ROUTE + slug);
  }

  private String slug() {
    return session.fileUrls().get("x.txt").substring(ROUTE.length());
  }

  private static byte[] decode(String slug) {
    return Base64.getUrlDecoder().decode(slug);
  }

  private static String encode(byte[] slug) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(slug);
  }

  /** The slug with other words, still behind the signature of the old ones. */
  private String rewritten(String from, String to) {
    String text = new String(decode(slug()), StandardCharsets.ISO_8859_1);
    assertThat(text).as("what a slug says").contains(from);
    return encode(text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..summary", "..manifest", "../../..permissions", "x.txt/../..summary",
      "other.txt", "..", "/etc/passwd", "x.txt\u0000"})
  void aSlugForAnotherPathIs403(String path) {
    Map<String, String> before = server.bucket().fingerprint(project + "/");

    ask(rewritten("x.txt", path)).refused(403);

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(before);
  }

  @Test
  void aSlugForAnotherVersionIs403() {
    ask(rewritten("/a/v1", "/a/v2")).refused(403);
    ask(rewritten(project, "another")).refused(403);
  }

  @Test
  void aSlugWithAnyByteAlteredIs403() {
    byte[] right = decode(slug());
    for (int i = 0; i < right.length; i++) {
      byte[] altered = right.clone();
      altered[i] ^= 1;
      assertThat(ask(encode(altered)).status()).as("status with byte %s altered", i)
          .isEqualTo(403);
    }
  }

  @Test
  void aSlugThatIsLongerOrShorterIs403() {
    byte[] right = decode(slug());
    ask(encode(java.util.Arrays.copyOf(right, right.length - 1))).refused(403);
    ask(encode(java.util.Arrays.copyOf(right, right.length + 1))).refused(403);
    ask(encode(java.util.Arrays.copyOf(right, 40))).refused(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%2E%2E", "x.txt", "a%2Fb", "*", "....", "%00", "a%20b", "AAAA",
      "%C3%A4"})
  void aSlugThatDoesNotParseIs400(String slug) {
    ask(slug).refused(400);
  }

  @Test
  void theSlugOfAnotherProjectIs403() {
    Session other =
        server.upload(server.newProject(), "a", "v1").file("x.txt", "content").start();

    session.http().post(other.fileUrls().get("x.txt")).refused(403);
  }

  @Test
  void theSlugOfAnEarlierSessionOfTheSameVersionIs403() {
    String old = slug();
    session.abort().empty();
    Session again = server.upload(project, "a", "v1").file("x.txt", "content").start();

    again.http().post(ROUTE + old).refused(403);
  }

  @Test
  void anAddressIsNoSlugAndASlugNoAddress() {
    String ticket = session.address("x.txt").getRawQuery().replace("ticket=", "");
    ask(ticket).refused(403);

    TestResponse response =
        session.put(
            server.process().url().resolve("/upload/content?ticket=" + slug()),
            "content".getBytes(StandardCharsets.UTF_8));

    response.refused(403);
    assertThat(server.bucket().has(project + "/a/v1/x.txt")).isFalse();
  }
}
