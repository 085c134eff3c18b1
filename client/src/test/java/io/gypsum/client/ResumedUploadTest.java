package io.gypsum.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Uploads after an earlier upload of the same version that was neither completed nor aborted. */
class ResumedUploadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.clientBuilder().concurrency(1).build();
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(directory.resolve(name), name);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** Leaves an upload whose server has only the file {@code a}. */
  private void failAfterTheFirstFile() {
    failAfter(4);
    assertThat(server.bucket.keys("p/a/v1/")).containsExactly("p/a/v1/..manifest", "p/a/v1/a");
  }

  /** Starts an upload whose connection fails permanently after a number of requests. */
  private void failAfter(int requests) {
    int last = server.requests().size() + requests;
    server.watch(new FakeServer.Watcher() {
      @Override
      public boolean received(int number, String request) {
        return number <= last;
      }
    });
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class);
    server.watch(new FakeServer.Watcher() {});
  }

  private Path record() throws IOException {
    try (Stream<Path> records = Files.list(server.cache().resolve("uploads"))) {
      return records.findFirst().orElseThrow();
    }
  }

  @Test
  void continuesWithTheMissingFiles() {
    failAfterTheFirstFile();
    long sent = server.count("PUT /put");
    assertThat(client.uploadDirectory(V1, directory)).isEqualTo(new UploadReport(3, 3, 0, 0));
    assertThat(server.count("PUT /put") - sent).isEqualTo(2);
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void sendsFilesAgainThatTheServerHasLost() {
    loseAtCompletion(1, "b");
    assertThat(client.uploadDirectory(V1, directory)).isEqualTo(new UploadReport(3, 3, 0, 0));
    assertThat(server.count("PUT /put")).isEqualTo(4);
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
    assertThat(server.count("POST /upload/complete")).isEqualTo(2);
    assertThat(server.bucket.get("p/a/v1/b")).asString().isEqualTo("b");
  }

  @Test
  void sendsAllFilesAgainIfTheServerDoesNotNameAllThatItHasLost() {
    loseAtCompletion(1, "a", "b", "c");
    client.uploadDirectory(V1, directory);
    assertThat(server.count("PUT /put")).isEqualTo(6);
    assertThat(server.count("POST /upload/complete")).isEqualTo(2);
  }

  @Test
  void givesUpIfTheServerLosesFilesAgainAndAgain() {
    loseAtCompletion(100, "b");
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory));
    assertThat(failure).hasMessageContaining("missing: [b]");
    assertThat(server.count("POST /upload/complete")).isEqualTo(3);
    assertThat(server.count("POST /upload/abort")).isOne();
  }

  @Test
  void sendsFilesAgainThatTheServerHasLostSinceAnEarlierRun() {
    failAfterTheFirstFile();
    loseAtCompletion(1, "a");
    client.uploadDirectory(V1, directory);
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
    assertThat(server.bucket.get("p/a/v1/a")).asString().isEqualTo("a");
  }

  /** Loses files when the server processes the next requests to complete the upload. */
  private void loseAtCompletion(int times, String... paths) {
    AtomicInteger left = new AtomicInteger(times);
    server.watch(new FakeServer.Watcher() {
      @Override
      public void bodyReceived(String request) {
        if (request.startsWith("POST /upload/complete") && left.getAndDecrement() > 0) {
          for (String path : paths) {
            server.bucket.remove("p/a/v1/" + path);
          }
        }
      }
    });
  }

  @Test
  void startsANewSessionIfTheDirectoryHasChanged() throws IOException {
    failAfterTheFirstFile();
    Files.writeString(directory.resolve("b"), "B");
    long aborts = server.count("POST /upload/abort");
    client.uploadDirectory(V1, directory);
    assertThat(server.count("POST /upload/abort") - aborts).isEqualTo(1);
    assertThat(server.count("POST /upload/start")).isEqualTo(2);
    assertThat(server.bucket.get("p/a/v1/b")).asString().isEqualTo("B");
  }

  @Test
  void startsANewSessionIfAFileWasAdded() throws IOException {
    failAfterTheFirstFile();
    Files.writeString(directory.resolve("d"), "d");
    client.uploadDirectory(V1, directory);
    assertThat(client.fetchManifest(V1).files()).hasSize(4);
  }

  @Test
  void startsANewSessionIfTheServerHasEndedTheOldOne() {
    failAfterTheFirstFile();
    server.bucket.unlock(V1.project());
    client.uploadDirectory(V1, directory);
    assertThat(server.count("POST /upload/start")).isEqualTo(2);
    assertThat(client.fetchManifest(V1).files()).hasSize(3);
  }

  @Test
  void startsANewSessionIfTheServerHasLostAFile() {
    failAfterTheFirstFile();
    server.bucket.remove("p/a/v1/a");
    client.uploadDirectory(V1, directory);
    assertThat(server.bucket.get("p/a/v1/a")).asString().isEqualTo("a");
  }

  @Test
  void aFinishedVersionThatMatchesThePlanIsASuccess() {
    Runnable failToReadTheSummary = () -> {
      for (int i = 0; i < 6; i++) {
        server.inject(ServerFault.returnStatus("GET /file/p%2Fa%2Fv1%2F..summary", 503));
      }
    };
    server.inject(
        new ServerFault(
            "POST /upload/complete", ServerFault.Effect.LOSE_RESPONSE, 0, failToReadTheSummary));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class);
    assertThat(client.fetchSummary(V1).isFinished()).isTrue();
    assertThat(client.uploadDirectory(V1, directory)).isEqualTo(new UploadReport(3, 3, 0, 0));
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory)).hasMessageContaining("exists");
  }

  @Test
  void aFinishedVersionThatDiffersFromThePlanIsAFailure() throws IOException {
    failAfterTheFirstFile();
    server.bucket.unlock(V1.project());
    server.bucket.addVersion(V1, Map.of("a", "a", "b", "b", "c", "another"));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory)).hasMessageContaining("exists");
    assertThat(server.bucket.get("p/a/v1/c")).asString().isEqualTo("another");
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void unlocksTheSessionOfALostStartResponse() {
    server.choosesSessionTokens = true;
    server.inject(new ServerFault("POST /upload/start", ServerFault.Effect.LOSE_RESPONSE));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class);
    client.uploadDirectory(V1, directory);
    assertThat(server.count("DELETE /unlock/p")).isEqualTo(1);
    assertThat(client.fetchManifest(V1).files()).hasSize(3);
  }

  @Test
  void explainsWhatToDoIfItMayNotUnlockTheProject() {
    server.choosesSessionTokens = true;
    server.inject(new ServerFault("POST /upload/start", ServerFault.Effect.LOSE_RESPONSE));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class);
    server.inject(ServerFault.returnStatus("DELETE /unlock", 403));
    GypsumException failure =
        catchThrowableOfType(
            GypsumException.class, () -> client.uploadDirectory(V1, directory));
    assertThat(failure)
        .hasMessageContaining("project 'p' is locked")
        .hasMessageContaining("Wait")
        .hasMessageContaining("ask an owner or administrator to unlock");
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.LOCKED);
    server.bucket.unlock(V1.project());
    client.uploadDirectory(V1, directory);
  }

  @Test
  void doesNotUnlockUnrelatedSessions() {
    client.startUpload(V1, List.of());
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class)
        .hasMessageContaining("locked");
    assertThat(server.count("DELETE /unlock")).isZero();
  }

  @Test
  void doesNotUnlockAnotherVersionAfterALostStart() {
    server.choosesSessionTokens = true;
    loseTheStart();
    client.startUpload(AssetVersion.parse("p/a/v2"), List.of());
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class)
        .hasMessageContaining("locked");
    assertThat(server.count("DELETE /unlock")).isZero();
  }

  @Test
  void doesNotUnlockADifferentUploadOfTheSameVersionAfterALostStart() {
    server.choosesSessionTokens = true;
    loseTheStart();
    client.startUpload(V1, List.of());
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("Wait until");
    assertThat(server.count("DELETE /unlock")).isZero();
  }

  /** Leaves a record of a requested start, whose session the server has ended. */
  private void loseTheStart() {
    server.inject(new ServerFault("POST /upload/start", ServerFault.Effect.LOSE_RESPONSE));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class);
    server.bucket.unlock(V1.project());
  }

  @Test
  void theRecordIsReadableByItsOwnerOnly() throws IOException {
    failAfterTheFirstFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(record())))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(record(), PosixFilePermissions.fromString("rw-r--r--"));
    AtomicReference<String> mode = new AtomicReference<>();
    server.watch(new FakeServer.Watcher() {
      @Override
      public void handled(int number, String request) {
        try {
          mode.set(PosixFilePermissions.toString(Files.getPosixFilePermissions(record())));
        } catch (IOException e) {
          mode.set(e.toString());
        }
      }
    });
    client.uploadDirectory(V1, directory);
    assertThat(mode).hasValue("rw-------");
  }

  @Test
  void ignoresAnIncompleteLastLine() throws IOException {
    failAfterTheFirstFile();
    Files.writeString(record(), "b/of something lo", StandardOpenOption.APPEND);
    failAfter(2);
    assertThat(Files.readAllLines(record())).hasSize(4).endsWith("a", "b");
    client.uploadDirectory(V1, directory);
    assertThat(client.fetchManifest(V1).files()).hasSize(3);
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
  }

  @Test
  void rejectsASecondUploadOfTheSameVersionInThisProcess() {
    AtomicReference<Throwable> second = new AtomicReference<>();
    server.inject(
        new ServerFault(
            "PUT /put", ServerFault.Effect.RETURN_STATUS, 503,
            () -> second.set(
                catchThrowable(() -> client.uploadDirectory(V1, directory)))));
    client.uploadDirectory(V1, directory);
    assertThat(second.get())
        .hasMessageContaining("another process or thread on this machine is uploading it");
  }

  @Test
  void keepsASessionThatOnlyHadToBeCompleted() {
    for (int attempt = 0; attempt < 6; attempt++) {
      server.inject(ServerFault.returnStatus("POST /upload/complete", 503));
    }
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory));
    assertThat(failure).hasMessageContaining("run the same upload again to continue");
    assertThat(server.count("POST /upload/abort")).isZero();
    long sent = server.count("PUT /put");

    client.uploadDirectory(V1, directory);

    assertThat(server.count("PUT /put")).isEqualTo(sent);
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
    assertThat(client.fetchManifest(V1).files()).hasSize(3);
  }

  @Test
  void aFileWhoseSizeHasChangedIsNamed() throws IOException {
    server.inject(
        new ServerFault(
            "POST /upload/presigned-file", ServerFault.Effect.RETURN_STATUS, 503,
            () -> write(directory.resolve("b"), "longer")));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining(directory.resolve("b").toString())
        .hasMessageContaining("its size was 1 bytes and is now 6");
    assertThat(server.bucket.keys("")).isEmpty();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void aFileThatHasChangedIsNamedIfItsSizeIsTheSame() throws IOException {
    server.inject(
        new ServerFault(
            "POST /upload/presigned-file", ServerFault.Effect.RETURN_STATUS, 503,
            () -> {
              write(directory.resolve("a"), "z");
              write(directory.resolve("b"), "z");
            }));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("'" + directory)
        .hasMessageContaining("has changed since the upload was prepared");
    assertThat(server.bucket.keys("")).isEmpty();
  }

  @Test
  void aRejectedFileThatHasNotChangedIsNotReportedAsChanged() {
    server.inject(ServerFault.returnStatus("PUT /put", 400));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class);
  }

  @Test
  void rule2AllRequestsIncludingCleanupGoToTheClientsServer() {
    try (FakeServer other = new FakeServer();
        GypsumClient same = other.clientBuilder().cacheDirectory(server.cache()).build()) {
      failAfterTheFirstFile();
      // The upload records of two servers are independent.
      other.inject(ServerFault.returnStatus("PUT /put", 400));
      assertThatThrownBy(() -> same.uploadDirectory(V1, directory))
          .isInstanceOf(RequestFailedException.class);
      assertThat(other.count("POST /upload/start")).isEqualTo(1);
      assertThat(other.count("POST /upload/abort/p/a/v1")).isEqualTo(1);
      assertThat(other.bucket.keys("")).isEmpty();
      assertThat(server.bucket.get("p/..LOCK")).isNotNull();
      client.uploadDirectory(V1, directory);
      assertThat(client.fetchManifest(V1).get(new UserPath("a"))).isNotNull();
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
