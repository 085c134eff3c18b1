package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
    UploadSession session =
        client.startUpload(V1, client.prepareDirectoryUpload(directory, false), false);
    assertThat(session.toSend().toString()).contains("a presigned URL").doesNotContain("/put/");
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
    UploadSession session =
        client.startUpload(V2, List.of(new UploadFile.Linked(path, target)), false);
    assertThat(session.toSend()).isEmpty();
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
    assertThat(client.prepareDirectoryUpload(directory, true)).hasSize(5);
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

  @Test
  void abortsIfAFileWasDeletedMeanwhile() throws IOException {
    List<UploadFile> files = client.prepareDirectoryUpload(directory, true);
    Files.delete(directory.resolve("table.csv"));
    UploadSession session = client.startUpload(V1, files, false);
    assertThatThrownBy(() -> client.uploadFiles(session, directory))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("table.csv");
    client.abortUpload(session);
    assertThat(server.bucket.keys("")).isEmpty();
  }

  @Test
  void neverCompletesIfAFileChangedMeanwhile() throws IOException {
    List<UploadFile> files = client.prepareDirectoryUpload(directory, true);
    Files.writeString(directory.resolve("table.csv"), "a,b\n1,3\n");
    UploadSession session = client.startUpload(V1, files, false);
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.uploadFiles(session, directory));
    assertThat(failure.status()).hasValue(400);
    assertThatThrownBy(() -> client.completeUpload(session))
        .hasMessageContaining("table.csv");
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
    UploadSession session =
        client.startUpload(V1, client.prepareDirectoryUpload(directory, false), false);
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
    UploadSession session = client.startUpload(V1, List.of(), false);
    assertThat(session.toString()).doesNotContain(session.sessionToken());
    assertThat(client.toString()).doesNotContain(FakeServer.TOKEN);
    client.abortUpload(session);
    // The fake server repeats the token in its reason, as a faulty server might.
    server.inject(ServerFault.returnStatus("POST /upload/start", 400));
    assertThatThrownBy(() -> client.startUpload(V1, List.of(), false))
        .hasMessageContaining("busy; you sent …")
        .hasMessageNotContaining(FakeServer.TOKEN);
    String bad = "gypsum_with\nnewline";
    try (GypsumClient careless = server.clientBuilder().token(bad).build()) {
      assertThatThrownBy(() -> careless.startUpload(V1, List.of(), false))
          .isInstanceOf(GypsumException.class)
          .hasMessageNotContaining("newline");
    }
  }

  @Test
  void aMissingTokenIsReported() {
    try (GypsumClient anonymous = server.clientBuilder().token(() -> null).build()) {
      assertThatThrownBy(() -> anonymous.startUpload(V1, List.of(), false))
          .hasMessageContaining("an access token is required");
      assertThat(anonymous.listProjects()).isEmpty();
    }
  }
}
