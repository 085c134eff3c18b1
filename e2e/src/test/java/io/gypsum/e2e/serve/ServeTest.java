package io.gypsum.e2e.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.gypsum.e2e.harness.GypsumCommand;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ServeTest {
  private static final byte[] CONTENT = "x".repeat(100_000).getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  private Path data;

  @BeforeEach
  void prepare() {
    data = Users.newData(directory);
  }

  @Test
  void aNewServerContinuesTheUploadsOfAStoppedOne() {
    Map<String, String> bucket;
    String project;
    Session session;
    URI address;
    try (TestServer first = TestServer.start(data)) {
      project = first.newProject();
      first.publish(project, "a", "v1", "one");
      session = first.upload(project, "a", "v2").file("x", CONTENT).start();
      address = session.address("x");
      bucket = first.bucket().fingerprint("");
      assertThat(first.process().stop()).as("exit code").isZero();
    }
    try (TestServer second = TestServer.start(data)) {
      assertThat(second.bucket().fingerprint("")).isEqualTo(bucket);
      URI sameAddress =
          URI.create(
              second.process().url() + address.getRawPath() + "?" + address.getRawQuery());
      session.put(sameAddress, CONTENT).empty();
      session.at(second.process().url()).complete().empty();
      assertThat(second.bucket().bytes(project + "/a/v2/x")).isEqualTo(CONTENT);
      assertThat(second.as(Users.STRANGER).post("/create/p").status()).isEqualTo(403);
    }
  }

  @Test
  void aKilledServerLosesNoAcknowledgedChange() {
    Map<String, String> bucket;
    String project;
    try (TestServer first = TestServer.start(data)) {
      project = first.newProject();
      first.upload(project, "a", "v1").file("x", CONTENT).publish();
      bucket = first.bucket().fingerprint("");
      first.process().kill();
    }
    try (TestServer second = TestServer.start(data)) {
      assertThat(second.bucket().fingerprint("")).isEqualTo(bucket);
      second.publish(project, "a", "v2", "more");
    }
  }

  @Test
  void aShutdownWaitsForARunningUpload() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      String project = server.newProject();
      Session session = server.upload(project, "a", "v1").file("x", CONTENT).start();
      URI address = session.address("x");
      try (Socket socket = new Socket(address.getHost(), address.getPort())) {
        socket.setSoTimeout(30_000);
        String head =
            "PUT " + address.getRawPath() + "?" + address.getRawQuery()
                + " HTTP/1.1\r\nHost: x\r\nContent-MD5: " + TestUpload.md5Base64(CONTENT)
                + "\r\nContent-Length: " + CONTENT.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(CONTENT, 0, 50_000);
        awaitRunningRequest(server);

        server.process().beginStop();
        awaitRefusal(server);
        socket.getOutputStream().write(CONTENT, 50_000, CONTENT.length - 50_000);

        assertThat(firstLine(socket.getInputStream())).isEqualTo("HTTP/1.1 200 ");
      }
      assertThat(server.process().awaitEnd()).as("exit code").isZero();
      // The upload was not completed, so the file is still in the staging area.
      assertThat(server.bucket().keys("..arrivals/" + project + "/"))
          .singleElement()
          .satisfies(key -> assertThat(server.bucket().bytes(key)).isEqualTo(CONTENT));
    }
  }

  /** Waits until the server has another running request besides the one for the metrics. */
  private static void awaitRunningRequest(TestServer server) throws Exception {
    await(
        "a running upload request", () -> server.anonymous()
            .get("/metrics")
            .ok()
            .text()
            .lines()
            .anyMatch("http_server_active 2.0"::equals));
  }

  /** Waits until the server accepts no new requests. */
  private static void awaitRefusal(TestServer server) throws Exception {
    await("the shutdown of the server", () -> {
      try {
        return server.anonymous().get("/list").status() == 503;
      } catch (java.io.UncheckedIOException e) {
        return true;
      }
    });
  }

  private interface Check {
    boolean holds() throws IOException;
  }

  private static void await(String what, Check check) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    while (!check.holds()) {
      assertThat(Instant.now()).as("waiting for %s", what).isBefore(deadline);
      Thread.sleep(Duration.ofMillis(20));
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void theOutputOfPrintConfigIsAValidConfigFile() throws Exception {
    String printed = GypsumCommand.run("serve", "--print-config").ok().output();
    assertThat(printed).contains("step-lease", "upload-lease", "admin");
    Path config = directory.resolve("gypsum.conf");
    Files.writeString(config, printed);

    try (TestServer server = TestServer.start(data, "--config", config.toString())) {
      String project = server.newProject();
      server.publish(project, "a", "v1", "x");
    }
  }

  @Test
  void invalidSettingsAreReportedBeforeTheStart() {
    GypsumCommand run =
        GypsumCommand.run("serve", "--data", data.toString(), "--step-lease", "soon");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors()).contains("step-lease", "soon").doesNotContain("\tat ");
    assertThat(data.resolve("bucket")).doesNotExist();
  }

  @Test
  void anOccupiedPortIsReported() {
    try (TestServer server = TestServer.start(data)) {
      GypsumCommand run =
          GypsumCommand.run(
              "serve", "--data", data.toString(), "--port",
              Integer.toString(server.process().url().getPort()));

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.errors()).contains("--port").doesNotContain("\tat ");
    }
  }

  @Test
  void noTokenIsWrittenToTheLogOrTheDisk() throws Exception {
    try (TestServer server = TestServer.start(data)) {
      String project = server.newProject();
      Session session = server.upload(project, "a", "v1").file("x", "1").start().send("x");
      int _ = server.anonymous().as(session.token()).post("/create/x").status();
      session.complete().ok();
      assertThat(server.process().stop()).isZero();

      assertNowhere(server.process(), session.token());
      assertNowhere(server.process(), Users.TRUSTED.token());
    }
  }

  private void assertNowhere(ServerProcess process, String token) throws IOException {
    assertThat(process.errors()).doesNotContain(token);
    try (var files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).as("%s", file)
            .doesNotContain(token);
      }
    }
  }
}
