package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.client.FakeServer.Watcher;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Uploads whose process is killed, and the next run of the same upload. */
@Tag("process")
class KilledUploadTest {
  private static final AssetVersion V0 = AssetVersion.parse("p/a/v0");
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final int FILES = 4;
  /** One request for the summary of the version, one to start, two per file, and one to complete. */
  private static final int REQUESTS = 3 + 2 * FILES;
  private static final int START = 2;

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  private final CompletableFuture<Process> child = new CompletableFuture<>();
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    server.bucket.addVersion(V0, Map.of("same", "the same"));
    Files.writeString(directory.resolve("same"), "the same");
    for (int i = 0; i < FILES; i++) {
      Files.writeString(directory.resolve("file" + i), "content " + i);
    }
  }

  @AfterEach
  void stop() throws IOException {
    child.join().destroyForcibly();
    client.close();
    server.close();
    Files.deleteIfExists(log());
  }

  /** Two moments per request: before it is processed, and before its response is sent. */
  static Stream<Arguments> moments() {
    return Stream.concat(
        IntStream.rangeClosed(1, REQUESTS)
            .mapToObj(number -> Arguments.of(number, number % 4 < 2)),
        Stream.of(
            Arguments.of(1, false), Arguments.of(START, true), Arguments.of(REQUESTS, false)));
  }

  @ParameterizedTest(name = "request {0}, done: {1}")
  @MethodSource("moments")
  void theNextRunAfterAKillSendsOnlyMissingFiles(int request, boolean done)
      throws Exception {
    killAt(request, done);
    startChild();
    assertThat(child.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.join().exitValue()).as(Files.readString(log())).isEqualTo(128 + 9);
    int before = server.requests().size();
    assertThat(before).isEqualTo(request);

    UploadReport report = client.uploadDirectory(V1, directory);

    assertThat(report).isEqualTo(new UploadReport(FILES, FILES * "content 0".length(), 1, 8));
    // The child sends one file after another, and records each one before it continues.
    int noted = Math.max(0, (request - START - 1) / 2);
    assertThat(since(before, "PUT /put")).isEqualTo(FILES - noted);
    // The next run ends the session by the token that the killed one requested, whether or not it was started.
    assertThat(since(before, "POST /upload/abort")).isEqualTo(request == START ? 1 : 0);
    assertThat(since(before, "DELETE /unlock")).isZero();
    requireUploaded(FILES);
  }

  /** Two moments per request: the version, the start, three bundles, and the completion. */
  static Stream<Arguments> momentsOfBundles() {
    return IntStream.rangeClosed(1, 6)
        .boxed()
        .flatMap(number -> Stream.of(Arguments.of(number, false), Arguments.of(number, true)));
  }

  @ParameterizedTest(name = "request {0}, done: {1}")
  @MethodSource("momentsOfBundles")
  void theNextRunAfterAKillSendsOnlyMissingBundles(int request, boolean done) throws Exception {
    int small = 24;
    for (int i = FILES; i < small; i++) {
      Files.writeString(directory.resolve("small" + i), "content " + i);
    }
    FakeUploadBundles bundles =
        new FakeUploadBundles(
            server.bucket, FakeUploadBundles.Kind.CORRECT,
            new FakeUploadBundles.Limits(10, 1 << 20, 1 << 16));
    server.uploadBundles = bundles;
    killAt(request, done);
    startChild();
    assertThat(child.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
    int before = server.requests().size();
    assertThat(before).isEqualTo(request);

    client.uploadDirectory(V1, directory);

    // A bundle is recorded when its response has arrived, before the next request.
    int recorded = 10 * Math.max(0, request - START - 1);
    int after =
        bundles.received.stream()
            .skip(request > START ? Math.min(3, request - START - (done ? 0 : 1)) : 0)
            .mapToInt(List::size)
            .sum();
    assertThat(after + since(before, "PUT /put")).as("files sent by the next run")
        .isEqualTo(Math.max(0, small - recorded));
    requireUploaded(small);
  }

  @Test
  void aPartlySentFileIsSentAgain() throws Exception {
    byte[] large = new byte[16 << 20];
    Arrays.fill(large, (byte) 'x');
    // The first file in order, so the second request after the start sends it.
    Files.write(directory.resolve("a large one"), large);
    killAt(START + 2, false);
    startChild();
    assertThat(child.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
    client.uploadDirectory(V1, directory);
    assertThat(server.bucket.get(V1 + "/a large one")).isEqualTo(large);
    requireUploaded(FILES + 1);
  }

  @Test
  void rejectsASecondProcessWhileTheFirstOneRuns() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    server.watch(new Watcher() {
      @Override
      public boolean received(int number, String request) {
        if (number == 4) {
          failure.set(catchThrowable(() -> client.uploadDirectory(V1, directory)));
        }
        return true;
      }
    });
    startChild();
    assertThat(child.join().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.join().exitValue()).as(Files.readString(log())).isZero();
    assertThat(failure.get())
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("another process or thread on this machine is uploading it");
    assertThat(server.requests()).hasSize(REQUESTS);
    requireUploaded(FILES);
  }

  private void startChild() throws IOException {
    child.complete(UploadMain.start(server.url(), server.cache(), V1, directory));
  }

  private Path log() {
    return server.cache().resolveSibling(server.cache().getFileName() + ".log");
  }

  private void killAt(int request, boolean done) {
    server.watch(new Watcher() {
      @Override
      public boolean received(int number, String ignored) {
        return number != request || done || kill();
      }

      @Override
      public void handled(int number, String ignored) {
        if (number == request) {
          kill();
        }
      }
    });
  }

  /** Kills the child. Returns false, so that the request is not processed. */
  private boolean kill() {
    try {
      child.join().destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private long since(int before, String start) {
    List<String> requests = server.requests();
    return requests.subList(before, requests.size())
        .stream()
        .filter(request -> request.startsWith(start))
        .count();
  }

  /** Requires that the version equals the directory, no project is locked and no record exists. */
  private void requireUploaded(int files) throws IOException {
    assertThat(client.fetchSummary(V1).isFinished()).isTrue();
    assertThat(client.fetchManifest(V1).files()).hasSize(files + 1);
    assertThat(client.fetchManifest(V1).get(new UserPath("same")).isLink()).isTrue();
    for (int i = 0; i < FILES; i++) {
      assertThat(server.bucket.get(V1 + "/file" + i)).asString().isEqualTo("content " + i);
    }
    assertThat(server.bucket.get("p/..LOCK")).isNull();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }
}
