package io.gypsum.e2e.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.gypsum.core.property.Repetitions;
import io.gypsum.e2e.harness.CommandUser;
import io.gypsum.e2e.harness.Eventually;
import io.gypsum.e2e.harness.ServerProcess;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.TestStore;
import io.gypsum.e2e.harness.TestUpload;
import io.gypsum.e2e.harness.TestUpload.Session;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Half of a file is sent, its upload is aborted, another user publishes the same version, and the rest of the file is
 * sent. The version must contain exactly what its manifest names, even if the server is killed when the file is complete.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LateFileTest {
  private static final int CLIENTS = 8;
  private static final int ROUNDS = Repetitions.of(8);
  private static final int KILLS = Repetitions.of(3);
  /** The number of files whose transfer ends late, for each kill. */
  private static final int LATE_FILES = 8;
  private static final byte[] LATE = "late ".repeat(4000).getBytes(StandardCharsets.UTF_8);
  private static final byte[] OWN = "mine ".repeat(4000).getBytes(StandardCharsets.UTF_8);

  private Path data;
  private CommandUser user;
  private TestServer server;
  private TestServer other;

  @BeforeAll
  void start(@TempDir Path directory) {
    data = Users.newData(directory);
    server = TestServer.start(data);
    other = TestServer.start(data);
    user =
        TestStore.reach(new CommandUser(URI.create("http://127.0.0.1:1"), null, directory), data);
  }

  @AfterAll
  void stop() {
    other.close();
    server.close();
  }

  /** A PUT of which the first half was sent. */
  private record HalfSent(Socket socket) {
    static HalfSent to(URI address) {
      try {
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(30_000);
        String head =
            "PUT " + address.getRawPath() + "?" + address.getRawQuery() + " HTTP/1.1\r\nHost: x\r\n"
                + "Content-MD5: " + TestUpload.md5Base64(LATE) + "\r\nContent-Length: "
                + LATE.length + "\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(LATE, 0, LATE.length / 2);
        return new HalfSent(socket);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Sends the second half and returns the first line of the response; empty if the server was killed. */
    String finish() {
      try (socket) {
        int half = LATE.length / 2;
        socket.getOutputStream().write(LATE, half, LATE.length - half);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .findFirst()
            .orElse("");
      } catch (IOException e) {
        return "";
      }
    }
  }

  /** Begins to send a file to {@code receiver} and aborts its upload. */
  private HalfSent abandoned(String project, String version, String file, URI receiver) {
    Session session = server.upload(project, "a", version).file(file, LATE).start();
    URI address = session.address(file);
    HalfSent late =
        HalfSent.to(receiver.resolve(address.getRawPath() + "?" + address.getRawQuery()));
    session.abort().empty();
    return late;
  }

  private Session start(String project, String version) {
    return new TestUpload(server.as(Users.OWNER), project, "a", version).file("own", OWN).start();
  }

  private void assertPublished(String project, String version) {
    String below = project + "/a/" + version + "/";
    assertThat(server.bucket().keys(below)).containsExactly(
        below + "..manifest", below + "..summary", below + "own");
    assertThat(server.bucket().bytes(below + "own")).isEqualTo(OWN);
    server.anonymous().get(TestHttpClient.path("file", below + "late")).refused(404);
  }

  private void assertIntact() {
    assertThat(
        user.run("verify", TestStore.place(data), "--deep", "--json").ok().output())
        .as("findings")
        .doesNotContain("\"kind\"");
  }

  @Test
  void aLateFileDoesNotAppearInAVersionThatAnotherUploadPublished() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(2 * CLIENTS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String project = server.newProject();
        running.add(clients.submit(() -> race(project, clients)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    Eventually.await(
        "the deletion of staged files", () -> server.bucket().keys("..arrivals/").isEmpty());
    assertIntact();
  }

  private Void race(String project, ExecutorService threads) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String version = "v" + round;
      // The other upload has the same path in every second round.
      HalfSent late =
          abandoned(project, version, round % 2 == 0 ? "late" : "own", other.process().url());
      CountDownLatch now = new CountDownLatch(1);
      Future<String> response =
          threads.submit(() -> {
            now.await();
            return late.finish();
          });
      int step = round / 2 % 4;
      countDown(now, step == 0);
      Session session = start(project, version);
      countDown(now, step == 1);
      session.sendAll();
      countDown(now, step == 2);
      session.complete().empty();
      now.countDown();
      assertThat(response.get()).startsWith("HTTP/1.1 403");
      assertPublished(project, version);
    }
    return null;
  }

  private static void countDown(CountDownLatch latch, boolean condition) {
    if (condition) {
      latch.countDown();
    }
  }

  @Test
  void aServerThatIsKilledWhenALateFileIsCompleteLeavesNothingInTheVersion() throws Exception {
    String[] projects =
        IntStream.range(0, LATE_FILES).mapToObj(i -> server.newProject()).toArray(String[]::new);
    for (int kill = 0; kill < KILLS; kill++) {
      String version = "v" + kill;
      try (ServerProcess killed =
          ServerProcess.on(data).options("--admin", Users.ADMIN_ORG).start();
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<HalfSent> late =
            Arrays.stream(projects)
                .map(
                    project -> abandoned(
                        project, version, "late", killed.url()))
                .toList();
        for (String project : projects) {
          start(project, version).sendAll().complete().empty();
        }
        CountDownLatch finished = new CountDownLatch(1 + kill % LATE_FILES);
        for (HalfSent file : late) {
          threads.execute(() -> {
            String _ = file.finish();
            finished.countDown();
          });
        }
        finished.await();
        killed.kill();
      }
      for (String project : projects) {
        assertPublished(project, version);
      }
    }
    // A server that starts deletes what was staged for uploads that have ended.
    try (TestServer restarted = TestServer.start(data)) {
      Eventually.await(
          "the deletion of staged files", () -> restarted.bucket().keys("..arrivals/").isEmpty());
    }
    assertIntact();
  }
}
