package io.gypsum.e2e.upload;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import io.gypsum.e2e.harness.DedicatedServer;
import io.gypsum.e2e.harness.HttpSocket;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** A presigned URL accepts only its own file, and nothing after its session has ended. */
@ExtendWith(DedicatedServer.class)
class SignedAddressTest {
  private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "THE CONTENT".getBytes(StandardCharsets.UTF_8);
  private static final String MD5 = TestUpload.md5Base64(CONTENT);

  private final TestServer server;
  private final String project;
  private final Session session;
  private final URI address;

  SignedAddressTest(TestServer server) {
    this.server = server;
    this.project = server.newProject();
    this.session = start();
    this.address = session.address("d/x.txt");
  }

  private Session start() {
    return server.upload(project, "a", "v1").file("d/x.txt", CONTENT).start();
  }

  private TestResponse put(BodyPublisher body, String... headers) {
    return server.anonymous().send(address, "PUT", body, headers);
  }

  private static BodyPublisher chunked(byte[] content) {
    return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content));
  }

  private void assertChangesNothing(Runnable use) {
    Map<String, String> before = server.bucket().fingerprint("");
    use.run();
    assertThat(server.bucket().fingerprint("")).isEqualTo(before);
  }

  @Test
  void acceptsTheFileInChunks() {
    put(chunked(CONTENT), "Content-MD5", MD5).empty();
    session.complete().empty();

    assertThat(server.bucket().bytes(project + "/a/v1/d/x.txt")).isEqualTo(CONTENT);
  }

  @Test
  void acceptsNothingAfterAbort() {
    session.abort().empty();

    assertChangesNothing(() -> session.put(address, CONTENT).refused(403));
  }

  @Test
  void acceptsNothingAfterCompletion() {
    session.put(address, CONTENT).empty();
    session.complete().empty();

    assertChangesNothing(() -> session.put(address, CONTENT).refused(403));
    assertChangesNothing(() -> session.put(address, OTHER, MD5).refused(403));
  }

  @Test
  void acceptsNothingAfterTheVersionWasDeleted() {
    session.put(address, CONTENT).empty();
    session.complete().empty();
    server.as(Users.ADMIN).delete("/remove/" + project + "/a/v1").empty();

    assertChangesNothing(() -> session.put(address, CONTENT).refused(403));
  }

  @Test
  void acceptsNothingAfterAnUnlock() {
    server.as(Users.OWNER).delete("/unlock/" + project).empty();

    assertChangesNothing(() -> session.put(address, CONTENT).refused(403));
  }

  @Test
  void acceptsNothingInTheNextSessionOfTheSameVersion() {
    session.abort().empty();
    Session _ = start();

    assertChangesNothing(() -> session.put(address, CONTENT).refused(403));
  }

  @Test
  void refusesOtherBytes() {
    assertChangesNothing(() -> session.put(address, OTHER, MD5).refused(400));
    assertChangesNothing(() -> put(chunked(OTHER), "Content-MD5", MD5).refused(400));
  }

  @Test
  void refusesOtherBytesWithTheirOwnMd5() {
    assertChangesNothing(() -> session.put(address, OTHER).refused(403, "Content-MD5"));
  }

  @Test
  void refusesAnotherLength() {
    byte[] longer = "the content!".getBytes(StandardCharsets.UTF_8);
    byte[] shorter = "the conten".getBytes(StandardCharsets.UTF_8);
    for (byte[] wrong : new byte[][] {longer, shorter, {}}) {
      assertChangesNothing(() -> session.put(address, wrong, MD5).refused(400));
      assertChangesNothing(() -> put(chunked(wrong), "Content-MD5", MD5).refused(400));
    }
  }

  @Test
  void refusesAMissingOrWrongContentMd5() {
    assertChangesNothing(
        () -> put(BodyPublishers.ofByteArray(CONTENT)).refused(403, "Content-MD5"));
    for (String wrong : new String[] {"nonsense", "", MD5 + "=", MD5.replace("==", "")}) {
      assertChangesNothing(() -> session.put(address, CONTENT, wrong).refused(403));
    }
  }

  @Test
  void aRepeatedUploadChangesNothing() {
    session.put(address, CONTENT).empty();

    assertChangesNothing(() -> session.put(address, CONTENT));
    assertChangesNothing(() -> session.put(address, OTHER, MD5));
    session.complete().empty();
  }

  @Test
  void acceptsTheRightFileAfterARefusal() {
    session.put(address, OTHER, MD5).refused(400);

    session.put(address, CONTENT).empty();

    session.complete().empty();
    assertThat(server.bucket().bytes(project + "/a/v1/d/x.txt")).isEqualTo(CONTENT);
  }

  @Test
  void anInterruptedConnectionLeavesNothing() {
    String head =
        "PUT " + address.getRawPath() + "?" + address.getRawQuery() + " HTTP/1.1\r\nHost: x\r\n"
            + "Content-MD5: " + MD5 + "\r\nContent-Length: " + CONTENT.length + "\r\n\r\n";
    assertChangesNothing(
        () -> HttpSocket.send(
            server.process().url(), (head + "the con").getBytes(StandardCharsets.UTF_8), true));
    assertThat(server.bucket().has(project + "/a/v1/d/x.txt")).isFalse();
  }

  /** Returns a URL that the server's key signed more than an hour ago. */
  @Test
  void acceptsNothingAfterItExpired() {
    SigningKey key = SigningKey.loadOrCreate(DataDirectory.at(server.data()));
    byte[] signed =
        Base64.getUrlDecoder().decode(address.getRawQuery().substring("ticket=".length()));
    String[] lines =
        new String(signed, 32, signed.length - 32, StandardCharsets.UTF_8).split("\n");
    lines[1] = Long.toString(Long.parseLong(lines[1]) - 3601);
    byte[] fields = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    byte[] expired = java.util.Arrays.copyOf(key.sign(fields), 32 + fields.length);
    System.arraycopy(fields, 0, expired, 32, fields.length);
    URI old =
        address.resolve(
            "/upload/content?ticket=" + Base64.getUrlEncoder().encodeToString(expired));

    assertChangesNothing(() -> session.put(old, CONTENT).refused(403, "expired"));
  }

  @Test
  void acceptsNothingWithoutAValidUploadToken() {
    assertChangesNothing(
        () -> session.put(address.resolve("/upload/content"), CONTENT).refused(400, "ticket"));
    assertChangesNothing(
        () -> session.put(address.resolve("/upload/content?ticket=x"), CONTENT).refused(400));
  }
}
