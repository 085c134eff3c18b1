package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeout;

class UploadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  @TempDir private Path directory;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.writeString(directory.resolve("table.csv"), "a,b\n1,2\n");
    Files.createDirectories(directory.resolve("deep/er +"));
    Files.writeString(directory.resolve("deep/er +/é.txt"), "é");
    Files.writeString(directory.resolve(".hidden"), "h");
    Files.createFile(directory.resolve("empty"));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void sendsEveryFileIncludingHiddenOnes() {
    UploadReport report = client.uploadDirectory(V1, directory);
    assertThat(report).isEqualTo(new UploadReport(4, 11, 0, 0));
    assertThat(server.bucket.keys("p/a/v1/"))
        .contains("p/a/v1/.hidden", "p/a/v1/deep/er +/é.txt", "p/a/v1/empty", "p/a/v1/table.csv");
  }

  @Test
  void presignedUrlsInTheSessionAreNotRequested() {
    server.presignedUrls = FakeServer.PresignedUrls.IN_SESSION;
    assertThat(client.uploadDirectory(V1, directory)).isEqualTo(new UploadReport(4, 11, 0, 0));
    assertThat(server.requests()).noneMatch(request -> request.contains("presigned-file"));
    assertThat(server.bucket.keys("p/a/v1/")).contains("p/a/v1/table.csv", "p/a/v1/empty");
  }

  @Test
  void anExpiredPresignedUrlIsRequestedAgain() {
    server.presignedUrls = FakeServer.PresignedUrls.EXPIRED;
    assertThat(client.uploadDirectory(V1, directory)).isEqualTo(new UploadReport(4, 11, 0, 0));
    assertThat(server.requests()).filteredOn(request -> request.contains("presigned-file"))
        .hasSize(4);
  }

  @Test
  void presignedUrlsAreNotShown() {
    server.presignedUrls = FakeServer.PresignedUrls.IN_SESSION;
    StartedUpload session =
        client.startUpload(
            V1, client.prepareDirectoryUpload(
                directory, PrepareOptions.DEFAULTS.withDeduplication(false)));
    assertThat(session.session().toSend().toString()).contains("a presigned URL")
        .doesNotContain("/put/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "é", "{x}", "[x]", "a|b", "\"", "#", "%", "%41", "?q", "+", "a&b=c", ";",
          "^`<>"})
  void namesThatNeedEncodingWorkIfTheServerDoesNotEncodeItsUrls(String name) {
    server.likePublicService = true;
    AssetVersion version = AssetVersion.of("p " + name, name, "v" + name);
    assertThat(client.uploadDirectory(version, directory).sentFiles()).isEqualTo(4);
    assertThat(client.fetchSummary(version).isFinished()).isTrue();

    AssetVersion next = AssetVersion.of("p " + name, name, "w" + name);
    client.abortUpload(
        client.startUpload(
            next, client.prepareDirectoryUpload(
                directory, PrepareOptions.DEFAULTS.withDeduplication(false))));
    assertThat(server.bucket.keys(next + "/")).isEmpty();
    client.uploadDirectory(next, directory);
  }

  @Test
  void anExistingVersionIsNotStartedAgain() {
    server.likePublicService = true;
    client.uploadDirectory(V1, directory);
    List<String> keys = server.bucket.keys("");
    List<UploadFile> files = client.prepareDirectoryUpload(directory);

    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class)
        .hasMessage(
            "cannot start the upload of p/a/v1: version 'p/a/v1' already exists; versions are"
                + " immutable, choose another name");
    assertThatThrownBy(() -> client.startUpload(V1, files))
        .hasMessageContaining("already exists");

    assertThat(server.count("POST /upload/start")).isEqualTo(1);
    assertThat(server.bucket.keys("")).isEqualTo(keys);
    assertThat(server.cache().resolve("uploads")).isEmptyDirectory();
  }

  @Test
  void aVersionOnProbationIsNotStartedAgain() {
    server.likePublicService = true;
    client.uploadDirectory(V1, directory, UploadOptions.DEFAULTS.withProbation(true));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .hasMessageContaining("already exists");
    assertThat(server.bucket.keys("p/a/v1/")).isNotEmpty();
  }

  @Test
  void nothingIsStartedIfTheSummaryCannotBeRead() {
    server.likePublicService = true;
    client.uploadDirectory(V1, directory);
    for (int i = 0; i < 6; i++) {
      server.inject(ServerFault.returnStatus("GET /file/p%2Fa%2Fv1%2F..summary", 500));
    }
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .hasMessageContaining("500");
    assertThat(server.cache().resolve("uploads")).as("no start is announced").isEmptyDirectory();
    server.bucket.putUnchecked("p/a/v1/..summary", "{\"damaged".getBytes(UTF_8));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(RequestFailedException.class);
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
  }

  @Test
  void deduplicatesOnRequest() {
    client.uploadDirectory(V1, directory);
    UploadReport report = client.uploadDirectory(V2, directory);
    assertThat(report).isEqualTo(new UploadReport(0, 0, 4, 11));
  }

  @Test
  void sendsAllFilesWithoutDeduplication() {
    client.uploadDirectory(V1, directory);
    UploadReport report =
        client.uploadDirectory(V2, directory, UploadOptions.DEFAULTS.withDeduplication(false));
    assertThat(report.sentFiles()).isEqualTo(4);
  }

  @Test
  void requestsProbation() {
    client.uploadDirectory(V1, directory, UploadOptions.DEFAULTS.withProbation(true));
    assertThat(client.fetchSummary(V1).isOnProbation()).isTrue();
    client.approveProbation(V1);
    assertThat(client.fetchSummary(V1).isOnProbation()).isFalse();
  }

  @Test
  void uploadsLinksStepByStep() {
    client.uploadDirectory(V1, directory);
    UserPath path = new UserPath("linked.csv");
    FileAddress target = new FileAddress(V1, new UserPath("table.csv"));
    StartedUpload session =
        client.startUpload(V2, List.of(new UploadFile.Linked(path, target)));
    assertThat(session.filesToSend()).isEmpty();
    client.uploadFiles(session, directory);
    client.completeUpload(session);
    Manifest manifest = client.fetchManifest(V2);
    assertThat(manifest.get(path).link().source()).isEqualTo(target);
  }

  @Test
  void rejectsInvalidPathsBeforeAnyFileIsReadOrSent() throws IOException {
    Files.writeString(directory.resolve("..secret"), "x");
    Files.writeString(directory.resolve("back\\slash"), "x");
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("..secret")
        .hasMessageContaining("back\\slash");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void rejectsAPathThatIsTooLongWithItsVersion() throws IOException {
    Path deep = directory;
    for (int i = 0; i < 5; i++) {
      deep = deep.resolve("d".repeat(200));
    }
    Files.createDirectories(deep);
    Files.writeString(deep.resolve("file"), "x");
    assertThat(client.prepareDirectoryUpload(directory)).hasSize(5);
    AssetVersion longName = AssetVersion.of("p", "a", "v".repeat(100));
    assertThatThrownBy(() -> client.uploadDirectory(longName, directory))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("1024 bytes");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void rejectsADanglingLink() throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void rejectsAFileInPlaceOfADirectory() {
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory.resolve("table.csv")))
        .isInstanceOf(LocalFileException.class)
        .hasMessageEndingWith("is not a directory");
  }

  @Test
  void retriesIfTheServerIsBusy() {
    for (String request : List.of(
        "POST /upload/start", "POST /upload/presigned", "PUT /put", "POST /upload/complete")) {
      server.inject(ServerFault.returnStatus(request, 503));
      server.inject(ServerFault.returnStatus(request, 429));
    }
    server.inject(new ServerFault("PUT /put", ServerFault.Effect.LOSE_RESPONSE));
    client.uploadDirectory(V1, directory);
    assertThat(client.fetchManifest(V1).files()).hasSize(4);
    assertThat(server.count("PUT /put")).isEqualTo(7);
  }

  @Test
  void requestsANewPresignedUrlForEachAttempt() throws IOException {
    Path one = Files.createDirectory(directory.resolve("one"));
    Files.writeString(one.resolve("x"), "x");
    server.inject(ServerFault.returnStatus("PUT /put", 500));
    client.uploadDirectory(V1, one);
    assertThat(server.count("POST /upload/presigned-file")).isEqualTo(2);
  }

  @Test
  void abortsOnTheSameServerAfterAFailure() {
    server.inject(ServerFault.returnStatus("PUT /put", 400));
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory));
    assertThat(failure.action()).startsWith("upload p/a/v1/");
    assertThat(server.count("POST /upload/abort/p/a/v1")).isEqualTo(1);
    assertThat(server.bucket.keys("")).isEmpty();
    client.uploadDirectory(V1, directory);
  }

  /** Delays the response to a file briefly, and records whether an abort arrives meanwhile, which would be wrong. */
  private static final class SlowPut implements FakeServer.Watcher {
    private final CountDownLatch received = new CountDownLatch(1);
    private final CountDownLatch aborted = new CountDownLatch(1);
    private final String request;
    private volatile boolean abortedInFlight;

    SlowPut(String request) {
      this.request = request;
    }

    @Override
    public boolean received(int number, String line) {
      if (line.startsWith("POST /upload/abort")) {
        aborted.countDown();
      }
      return true;
    }

    @Override
    public void bodyReceived(String line) {
      if (line.startsWith(request)) {
        received.countDown();
        abortedInFlight = await(aborted, 100);
      }
    }

    void awaitReceived() {
      assertThat(await(received, 20_000)).isTrue();
    }

    private static boolean await(CountDownLatch latch, long millis) {
      try {
        return latch.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void waitsForRequestsInFlightBeforeItAborts() {
    SlowPut slow = new SlowPut("PUT /put/upload/" + slug("table.csv"));
    server.watch(slow);
    server.inject(
        new ServerFault(
            "PUT /put/upload/" + slug("empty"), ServerFault.Effect.RETURN_STATUS, 400,
            slow::awaitReceived));
    assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
        .hasMessageContaining("upload p/a/v1/empty");
    assertThat(slow.abortedInFlight).isFalse();
    assertThat(server.count("POST /upload/abort/p/a/v1")).isEqualTo(1);
    assertThat(server.bucket.keys("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void anInterruptedUploadWaitsForRequestsInFlight(int concurrency)
      throws InterruptedException {
    for (String name : List.of("empty", "table.csv")) {
      SlowPut slow = new SlowPut("PUT /put/upload/" + slug(name));
      server.watch(slow);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread upload =
          new Thread(
              () -> failure.set(
                  catchThrowable(
                      () -> client.uploadDirectory(
                          V1, directory, UploadOptions.DEFAULTS.withConcurrency(concurrency)))));
      upload.start();
      slow.awaitReceived();
      upload.interrupt();
      upload.join(20_000);
      assertThat(failure.get()).hasMessageContaining("interrupted");
      assertThat(client.abortUpload(V1)).isTrue();
      assertThat(slow.abortedInFlight).as(name).isFalse();
      assertThat(server.bucket.keys("")).isEmpty();
    }
    assertThat(server.count("POST /upload/abort/p/a/v1")).isEqualTo(2);
  }

  @Test
  void requestsThatStillSendTheirBodyAreCancelled() throws IOException {
    Files.write(directory.resolve("table.csv"), new byte[32 << 20]);
    CountDownLatch sending = new CountDownLatch(1);
    server.inject(
        new ServerFault(
            "PUT /put/upload/" + slug("table.csv"), ServerFault.Effect.HANG, 0,
            sending::countDown));
    server.inject(
        new ServerFault(
            "PUT /put/upload/" + slug("empty"), ServerFault.Effect.RETURN_STATUS, 400,
            () -> SlowPut.await(sending, 20_000)));
    // Would last as long as the stall timeout, 30 s or more, if the client waited for the response.
    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThatThrownBy(() -> client.uploadDirectory(V1, directory))
            .hasMessageContaining("upload p/a/v1/empty"));
    assertThat(server.bucket.keys("")).isEmpty();
  }

  private static String slug(String path) {
    return FakeRoutes.slug(path) + "/";
  }

  @Test
  void abortsIfAFileWasDeletedMeanwhile() throws IOException {
    List<UploadFile> files = client.prepareDirectoryUpload(directory);
    Files.delete(directory.resolve("table.csv"));
    StartedUpload session = client.startUpload(V1, files);
    assertThatThrownBy(() -> client.uploadFiles(session, directory))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("table.csv");
    client.abortUpload(session);
    assertThat(server.bucket.keys("")).isEmpty();
  }

  @Test
  void neverCompletesIfAFileChangedMeanwhile() throws IOException {
    List<UploadFile> files = client.prepareDirectoryUpload(directory);
    Files.writeString(directory.resolve("table.csv"), "a,b\n1,3\n");
    StartedUpload session = client.startUpload(V1, files);
    assertThatThrownBy(() -> client.uploadFiles(session, directory))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("table.csv' has changed since the upload was prepared");
    assertThatThrownBy(() -> client.completeUpload(session))
        .hasMessageContaining("table.csv");
  }

  @Test
  void aFileThatGrowsWhileItIsSentIsNotPublished() throws IOException {
    Path log = Files.write(directory.resolve("log"), new byte[300_000]);
    AtomicBoolean grown = new AtomicBoolean();
    TransferListener program = new TransferListener() {
      @Override
      public void moves(long bytes) {
        if (bytes > 100_000 && !grown.getAndSet(true)) {
          assertThatCode(() -> Files.write(log, new byte[5], StandardOpenOption.APPEND))
              .doesNotThrowAnyException();
        }
      }
    };
    try (GypsumClient watched = server.clientBuilder().listener(program).build()) {
      assertThatThrownBy(() -> watched.uploadDirectory(V1, directory))
          .isInstanceOf(LocalFileException.class)
          .hasMessageContaining("log' has changed since the upload was prepared")
          .hasMessageContaining("was 300000 bytes and is now 300005");
    }
    assertThat(server.bucket.keys("")).isEmpty();
  }

  @Test
  void detectsThatACompletionWithALostResponseSucceeded() {
    server.inject(new ServerFault("POST /upload/complete", ServerFault.Effect.LOSE_RESPONSE));
    client.uploadDirectory(V1, directory);
    assertThat(server.count("POST /upload/complete")).isEqualTo(2);
    assertThat(server.count("POST /upload/abort")).isZero();
  }

  @Test
  void anAbortWithALostResponseIsASuccess() {
    StartedUpload session =
        client.startUpload(
            V1, client.prepareDirectoryUpload(
                directory, PrepareOptions.DEFAULTS.withDeduplication(false)));
    server.inject(new ServerFault("POST /upload/abort", ServerFault.Effect.LOSE_RESPONSE));
    client.abortUpload(session);
    assertThat(server.count("POST /upload/abort")).isEqualTo(2);
  }

  @Test
  void doesNotAbortWhileTheOutcomeOfACompletionIsUnknown() {
    for (int i = 0; i < 6; i++) {
      server.inject(ServerFault.returnStatus("POST /upload/complete", 500));
    }
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory));
    assertThat(failure.mayHaveHappened()).isTrue();
    assertThat(server.count("POST /upload/abort")).isZero();
  }

  @Test
  void doesNotStartAgainAfterALostResponse() {
    server.inject(new ServerFault("POST /upload/start", ServerFault.Effect.LOSE_RESPONSE));
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadDirectory(V1, directory));
    assertThat(failure.mayHaveHappened()).isTrue();
    assertThat(server.count("POST /upload/start")).isEqualTo(1);
  }

  @Test
  void tokensAreNeverShown() {
    StartedUpload session = client.startUpload(V1, List.of());
    assertThat(session.toString()).doesNotContain(session.session().sessionToken());
    assertThat(client.toString()).doesNotContain(FakeServer.TOKEN);
    client.abortUpload(session);
    // The fake server repeats the token in its reason, as a faulty server might.
    server.inject(ServerFault.returnStatus("POST /upload/start", 400));
    assertThatThrownBy(() -> client.startUpload(V1, List.of()))
        .hasMessageContaining("busy; you sent …")
        .hasMessageNotContaining(FakeServer.TOKEN);
    String bad = "gypsum_with\nnewline";
    try (GypsumClient careless = server.clientBuilder().token(bad).build()) {
      assertThatThrownBy(() -> careless.startUpload(V1, List.of()))
          .isInstanceOf(GypsumException.class)
          .hasMessageNotContaining("newline");
    }
  }

  @Test
  void aMissingTokenIsReported() {
    try (GypsumClient anonymous = server.clientBuilder().token(() -> null).build()) {
      assertThatThrownBy(() -> anonymous.startUpload(V1, List.of()))
          .hasMessageContaining("an access token is required");
      assertThat(anonymous.listProjects()).isEmpty();
    }
  }
}
