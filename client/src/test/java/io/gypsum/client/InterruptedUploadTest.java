package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Uploads whose thread is interrupted end completely, and their failures describe how. */
class InterruptedUploadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final int FILES = 3;
  private static final int START = 2;
  /** One request for the summary of the version, one to start, two per file, and one to complete. */
  private static final int COMPLETE = 3 + 2 * FILES;

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.clientBuilder().concurrency(1).build();
  @TempDir private Path directory;
  private volatile Thread uploader;

  @BeforeEach
  void makeFiles() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.writeString(directory.resolve("file" + i), "content " + i);
    }
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** Two moments per request: before it is processed, and before its response is sent. */
  static Stream<Arguments> moments() {
    return IntStream.rangeClosed(1, COMPLETE)
        .boxed()
        .flatMap(number -> Stream.of(Arguments.of(number, false), Arguments.of(number, true)));
  }

  @ParameterizedTest(name = "request {0}, done: {1}")
  @MethodSource("moments")
  void anInterruptedUploadIsEitherCompletedOrKept(int request, boolean done)
      throws InterruptedException {
    interruptAt(request, done);
    AtomicReference<UploadReport> report = new AtomicReference<>();
    AtomicReference<GypsumException> failure = new AtomicReference<>();
    AtomicReference<Boolean> status = new AtomicReference<>();
    uploader = new Thread(() -> {
      try {
        report.set(client.uploadDirectory(V1, directory));
      } catch (GypsumException e) {
        failure.set(e);
      }
      status.set(Thread.currentThread().isInterrupted());
    });
    uploader.start();
    uploader.join();

    assertThat(status).as("the interrupt status is kept").hasValue(true);
    if (request == COMPLETE) {
      assertThat(report.get()).isEqualTo(new UploadReport(FILES, FILES * 9L, 0, 0));
    } else {
      assertThat(failure.get()).hasMessageContaining("interrupted");
      if (request >= START) {
        assertThat(failure.get())
            .hasMessageContaining(
                "the server keeps the uploaded files for a while, and project 'p' stays locked; run"
                    + " the same upload again to continue, or abort it (gypsum put --abort)");
        assertThat(server.bucket.get("p/..LOCK")).isNotNull();
      }
      client.uploadDirectory(V1, directory);
      assertThat(server.count("POST /upload/start")).isEqualTo(1);
      assertThat(server.count("PUT ")).isBetween((long) FILES, FILES + 1L);
    }
    assertThat(client.fetchSummary(V1).isFinished()).isTrue();
    assertThat(server.bucket.get("p/..LOCK")).isNull();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }

  private void interruptUpload(int request) throws InterruptedException {
    interruptAt(request, false);
    uploader =
        new Thread(
            () -> assertThat(
                catchThrowableOfType(
                    GypsumException.class, () -> client.uploadDirectory(V1, directory)))
                .isNotNull());
    uploader.start();
    uploader.join();
  }

  @Test
  void anInterruptedUploadCanBeAborted() throws InterruptedException {
    interruptUpload(START + 3);
    assertThat(server.bucket.get("p/..LOCK")).isNotNull();

    assertThat(client.abortUpload(V1)).isTrue();

    assertThat(server.bucket.get("p/..LOCK")).isNull();
    assertThat(server.bucket.keys("p/a/")).isEmpty();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
    assertThat(client.abortUpload(V1)).isFalse();
    client.uploadDirectory(V1, directory);
  }

  @Test
  void anAbortThatFailsCanBeRepeated() throws InterruptedException {
    interruptUpload(START + 1);
    server.inject(ServerFault.returnStatus("POST /upload/abort", 400));
    assertThat(
        catchThrowableOfType(RequestFailedException.class, () -> client.abortUpload(V1)))
        .isNotNull();

    assertThat(client.abortUpload(V1)).isTrue();
    assertThat(server.bucket.get("p/..LOCK")).isNull();
  }

  @Test
  void anUploadThatHasEndedOnTheServerIsNotAborted() throws InterruptedException {
    interruptUpload(START + 1);
    server.bucket.unlock(V1.project());

    assertThat(client.abortUpload(V1)).isFalse();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void anAbortThatTheServerRefusesWhileTheUploadExistsIsAFailure() throws InterruptedException {
    interruptUpload(START + 1);
    server.inject(ServerFault.returnStatus("POST /upload/abort", 403));
    requireStillLocked();
    assertThat(client.abortUpload(V1)).isTrue();
    assertThat(server.bucket.get("p/..LOCK")).isNull();
  }

  @Test
  void anUploadThatMayHaveStartedWithAnotherTokenIsNotForgotten() {
    server.choosesSessionTokens = true;
    server.inject(new ServerFault("POST /upload/start", ServerFault.Effect.LOSE_RESPONSE));
    assertThat(
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory)))
        .isNotNull();

    requireStillLocked();
    server.bucket.unlock(V1.project());
    assertThat(client.abortUpload(V1)).isFalse();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }

  private void requireStillLocked() {
    GypsumException failure =
        catchThrowableOfType(GypsumException.class, () -> client.abortUpload(V1));
    assertThat(failure)
        .hasMessageContaining("project 'p' is still locked for an upload of this version");
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.LOCKED);
    assertThat(server.cache().resolve("uploads")).isNotEmptyDirectory();
  }

  private void interruptAt(int request, boolean done) {
    server.watch(new FakeServer.Watcher() {
      @Override
      public boolean received(int number, String ignored) {
        if (number == request && !done) {
          uploader.interrupt();
        }
        return true;
      }

      @Override
      public void handled(int number, String ignored) {
        if (number == request && done) {
          uploader.interrupt();
        }
      }
    });
  }

  @Test
  void aSessionWhoseStartWasNotAnsweredIsAborted() {
    server.inject(new ServerFault("POST /upload/start", ServerFault.Effect.LOSE_RESPONSE));

    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory));

    assertThat(failure).hasMessageContaining("the upload was aborted");
    assertThat(server.bucket.get("p/..LOCK")).isNull();
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
    client.uploadDirectory(V1, directory);
    assertThat(server.count("DELETE /unlock")).isZero();
  }

  @Test
  void aSessionThatCouldNotBeAbortedIsAbortedByTheNextRun() {
    server.inject(new ServerFault("POST /upload/start", ServerFault.Effect.LOSE_RESPONSE));
    for (int attempt = 0; attempt < 6; attempt++) {
      server.inject(ServerFault.returnStatus("POST /upload/abort", 503));
    }

    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory));

    assertThat(failure)
        .hasMessageContaining("may have started the upload, which locks project 'p'");
    assertThat(server.bucket.get("p/..LOCK")).isNotNull();
    client.uploadDirectory(V1, directory);
    assertThat(server.count("DELETE /unlock")).isZero();
    assertThat(client.fetchManifest(V1).files()).hasSize(FILES);
  }

  @Test
  void aRequestedTokenIsNeverUsedTwice() {
    server.inject(ServerFault.returnStatus("POST /upload/start", 400));
    assertThat(
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory)))
        .isNotNull();

    client.uploadDirectory(V1, directory);

    assertThat(server.count("POST /upload/start")).isEqualTo(2);
    assertThat(UploadRequests.newSessionToken()).isNotEqualTo(UploadRequests.newSessionToken());
  }
}
