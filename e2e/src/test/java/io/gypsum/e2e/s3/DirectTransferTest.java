package io.gypsum.e2e.s3;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Files that clients send directly to the S3-compatible service and receive directly from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirectTransferTest {
  private static final byte[] SMALL = "small".getBytes(StandardCharsets.UTF_8);
  /** Large enough to be sent directly to the store. */
  private static final byte[] CONTENT = "content.".repeat(8192).getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "CONTENT.".repeat(8192).getBytes(StandardCharsets.UTF_8);

  private static final BodyPublisher NOTHING = BodyPublishers.noBody();

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path directory) {
    server =
        TestServer.start(
            Users.newData(directory), "--uploads", "direct", "--downloads", "redirect");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private Session begin(String project, byte[] content) {
    return server.upload(project, "a", "v1").file("d/x y.txt", content).start();
  }

  private TestResponse file(String key, String... headers) {
    return server.anonymous().get(TestHttpClient.path("file", key), headers);
  }

  @Test
  void aFileIsSentToTheStoreAndPublishedByTheServer() {
    String project = server.newProject();
    Session session = begin(project, CONTENT);
    URI address = session.address("d/x y.txt");
    assertThat(address.getAuthority()).isEqualTo(URI.create(endpoint()).getAuthority());
    session.put(address, CONTENT).ok();
    session.put(address, CONTENT).ok();
    assertThat(file(project + "/a/v1/d/x y.txt").status()).isEqualTo(404);

    session.complete().empty();

    assertThat(server.bucket().bytes(project + "/a/v1/d/x y.txt")).isEqualTo(CONTENT);
    assertThat(server.bucket().keys("..arrivals/" + project + "/")).isEmpty();
  }

  @Test
  void smallFilesAreSentToTheServer() {
    String project = server.newProject();
    Session session = begin(project, Arrays.copyOf(CONTENT, CONTENT.length - 1));
    assertThat(session.address("d/x y.txt").getAuthority())
        .isEqualTo(server.process().url().getAuthority());
    session.abort().empty();
  }

  @Test
  void wrongContentIsRefusedAndLeavesNoStagedFile() {
    String project = server.newProject();
    Session session = begin(project, CONTENT);
    URI address = session.address("d/x y.txt");
    session.put(address, OTHER, TestUpload.md5Base64(CONTENT)).has(400);
    session.put(address, OTHER).has(403);
    assertThat(server.bucket().keys("..arrivals/" + project + "/")).isEmpty();
    session.complete().refused(400, "d/x y.txt", "not uploaded");

    session.put(address, CONTENT).ok();
    session.complete().empty();
  }

  @Test
  void aPresignedUrlOfAnEndedSessionChangesNoVersion() {
    String project = server.newProject();
    Session first = begin(project, OTHER);
    URI old = first.address("d/x y.txt");
    first.abort().empty();
    Session second = begin(project, CONTENT);
    first.put(old, OTHER).ok();
    second.complete().refused(400, "not uploaded");
    URI address = second.address("d/x y.txt");
    second.put(address, CONTENT).ok();
    second.complete().empty();
    Map<String, String> published = server.bucket().fingerprint(project + "/");

    first.put(old, OTHER).ok();
    second.put(address, CONTENT).ok();

    assertThat(server.bucket().fingerprint(project + "/")).isEqualTo(published);
    assertThat(server.bucket().bytes(project + "/a/v1/d/x y.txt")).isEqualTo(CONTENT);
  }

  @Test
  void largeFilesAreDownloadedFromTheStore() {
    String project = server.newProject();
    byte[] big = new byte[100_000];
    new Random(1).nextBytes(big);
    server.upload(project, "a", "v1").file("big.bin", big).file("small", SMALL).publish();
    String key = project + "/a/v1/big.bin";

    URI store = URI.create(file(key).has(302).header("Location"));
    TestResponse whole = server.anonymous().send(store, "GET", NOTHING);
    assertThat(whole.ok().body()).isEqualTo(big);
    assertThat(whole.header("Content-Type")).isEqualTo("application/octet-stream");
    TestResponse part = server.anonymous().send(store, "GET", NOTHING, "Range", "bytes=1-70000");
    assertThat(part.has(206).body()).hasSize(70_000);

    String etag = server.anonymous().head(TestHttpClient.path("file", key)).ok().header("ETag");
    file(key, "If-None-Match", etag).has(304);
    file(key, "Range", "bytes=0-99999").has(302);
    file(key, "Range", "bytes=0-9").has(206);
    file(key, "Range", "bytes=200000-").refused(416);
    file(project + "/a/v1/small").ok();
    file(project + "/a/v1/..manifest").ok();
    file(project + "/a/v1/none").refused(404);
  }

  @Test
  void theCommandTransfersLargeFilesDirectly(@TempDir Path home) throws Exception {
    String project = server.newProject();
    Path source = Files.createDirectories(home.resolve("data/sub")).getParent();
    byte[] big = new byte[300_000];
    new Random(2).nextBytes(big);
    Files.write(source.resolve("big.bin"), big);
    Files.writeString(source.resolve("sub/b.txt"), "four");
    CommandUser user = new CommandUser(server.process().url(), Users.TRUSTED, home);

    user.run("put", source.toString(), project + "/a/v1").ok();
    user.run("get", project + "/a/v1", "--to", home.resolve("copy").toString()).ok();

    assertThat(home.resolve("copy/big.bin")).hasBinaryContent(big);
    assertThat(home.resolve("copy/sub/b.txt")).hasContent("four");
  }

  private static String endpoint() {
    return System.getenv("S3_ENDPOINT");
  }
}
