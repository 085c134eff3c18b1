package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class DownloadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final AssetVersion V3 = AssetVersion.parse("p/a/v3");
  private static final UserPath X = new UserPath("d/x.txt");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  @TempDir private Path directory;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void downloadsEveryFile() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "x".repeat(200_000), "y", "", "é +%", "z"));
    DownloadReport report = client.downloadVersion(V1, directory.resolve("new/place"));
    assertThat(report).isEqualTo(new DownloadReport(3, 200_001, 0, 0));
    assertThat(directory.resolve("new/place/d/x.txt")).hasContent("x".repeat(200_000));
    assertThat(directory.resolve("new/place/y")).isEmptyFile();
    assertThat(files()).hasSize(3);
  }

  @Test
  void resolvesLinksThroughTheirAncestor() throws IOException {
    ManifestEntry real = server.bucket.addVersion(V1, Map.of("d/x.txt", "hello")).get(X);
    FileAddress original = new FileAddress(V1, X);
    UserPath other = new UserPath("other.txt");
    publishLink(V2, other, real, new Link(original, null));
    publishLink(V3, X, real, new Link(new FileAddress(V2, other), original));
    DownloadReport report = client.downloadVersion(V3, directory);
    assertThat(report).isEqualTo(new DownloadReport(1, 5, 1, 0));
    assertThat(directory.resolve("d/x.txt")).hasContent("hello");
    assertThat(server.requests()).containsExactly(
        "GET /file/p%2Fa%2Fv3%2F..summary", "GET /file/p%2Fa%2Fv3%2F..manifest",
        "GET /file/p%2Fa%2Fv1%2Fd%2Fx.txt");
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerFault.Effect.class, names = {
          "BREAK_BODY", "FLIP_BYTE", "TRUNCATE", "APPEND_BYTE", "LOSE_RESPONSE"})
  void retriesAfterAFault(ServerFault.Effect effect) throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "x".repeat(50_000)));
    server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fd", effect));
    client.downloadVersion(V1, directory);
    assertThat(directory.resolve("d/x.txt")).hasContent("x".repeat(50_000));
    assertThat(files()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerFault.Effect.class, names = {
          "BREAK_BODY", "FLIP_BYTE", "TRUNCATE", "APPEND_BYTE", "LOSE_RESPONSE"})
  void leavesNoIncorrectFileIfAllAttemptsFail(ServerFault.Effect effect) throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "x".repeat(50_000)));
    for (int i = 0; i < 20; i++) {
      server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fd", effect));
    }
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class, () -> client.downloadVersion(V1, directory));
    assertThat(failure.action()).isEqualTo("download p/a/v1/d/x.txt");
    assertThat(files()).isEmpty();
  }

  @Test
  void resumesAnInterruptedDownload() throws IOException {
    String much = "0123456789".repeat(100_000);
    server.bucket.addVersion(V1, Map.of("d/x.txt", much));
    server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fd", ServerFault.Effect.BREAK_BODY));
    for (int i = 0; i < 5; i++) {
      server.inject(ServerFault.returnStatus("GET /file/p%2Fa%2Fv1%2Fd", 503));
    }
    assertThatThrownBy(() -> client.downloadVersion(V1, directory))
        .isInstanceOf(RequestFailedException.class);
    assertThat(files()).singleElement()
        .satisfies(part -> assertThat(part.getFileName().toString()).startsWith("..part-"));
    client.downloadVersion(V1, directory);
    assertThat(server.ranges()).containsExactly("bytes=500000-");
    assertThat(directory.resolve("d/x.txt")).hasContent(much);
    assertThat(files()).hasSize(1);
  }

  @Test
  void aFailureLeavesAnExistingFileUnchanged() throws IOException {
    server.bucket.addVersion(V1, Map.of("y", "new"));
    Files.writeString(directory.resolve("y"), "old");
    for (int i = 0; i < 6; i++) {
      server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fy", ServerFault.Effect.FLIP_BYTE));
    }
    assertThatThrownBy(
        () -> client.downloadVersion(
            V1, directory, DownloadOptions.DEFAULTS.withOverwrite(true)))
        .isInstanceOf(RequestFailedException.class);
    assertThat(directory.resolve("y")).hasContent("old");
    assertThat(files()).hasSize(1);
  }

  @Test
  void waitsForTheTimeOfTheRetryAfterHeader() {
    server.bucket.addVersion(V1, Map.of("y", "1"));
    server.sendsRetryAfter = true;
    server.inject(ServerFault.returnStatus("GET /file/", 503));
    List<java.time.Duration> waits = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (GypsumClient waiting = server.clientBuilder().sleeper(waits::add).build()) {
      waiting.fetchManifest(V1);
    }
    assertThat(waits).singleElement()
        .satisfies(wait -> assertThat(wait.toMillis()).isBetween(7_250L, 7_500L));
  }

  @Test
  void downloadsOnlyMissingFiles() {
    server.bucket.addVersion(V1, Map.of("x", "1", "y", "2"));
    client.downloadFile(V1, new UserPath("x"), directory.resolve("x"));
    assertThat(client.downloadVersion(V1, directory))
        .isEqualTo(new DownloadReport(1, 1, 0, 1));
    assertThat(server.count("GET /file/p%2Fa%2Fv1%2Fx")).isEqualTo(1);
  }

  @Test
  void overwritesOnlyWhenAllowed() throws IOException {
    server.bucket.addVersion(V1, Map.of("y", "new"));
    Path mine = Files.writeString(directory.resolve("y"), "mine");
    assertThatThrownBy(() -> client.downloadVersion(V1, directory))
        .isInstanceOf(LocalFileException.class)
        .hasMessageContaining("already exists with different content");
    assertThat(mine).hasContent("mine");
    client.downloadVersion(V1, directory, DownloadOptions.DEFAULTS.withOverwrite(true));
    assertThat(mine).hasContent("new");
  }

  @Test
  void aMissingFileIsNotFound() {
    server.bucket.addVersion(V1, Map.of("y", "1"));
    GypsumException failure =
        catchThrowableOfType(
            GypsumException.class, () -> client.downloadFile(V1, X, directory.resolve("x")));
    assertThat(failure.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND);
    assertThat(failure).hasMessage(
        "file 'd/x.txt' does not exist in 'p/a/v1'; 'gypsum ls p/a/v1' lists the files");
  }

  @Test
  void anInterruptEndsTheDownloadAndLeavesNoFile() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      files.put("f" + i, "content of " + i);
    }
    server.bucket.addVersion(V1, files);
    Thread caller = Thread.currentThread();
    server.inject(
        new ServerFault(
            "GET /file/p%2Fa%2Fv1%2Ff7", ServerFault.Effect.RETURN_STATUS, 503, caller::interrupt));
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class,
            () -> client.downloadVersion(V1, directory));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure).hasMessage("cannot download p/a/v1: interrupted");
    assertThat(files()).noneMatch(file -> file.getFileName().toString().endsWith(".part"));
  }

  private void publishLink(AssetVersion version, UserPath path, ManifestEntry real, Link link) {
    server.bucket.publish(
        version, new Manifest(Map.of(path, new ManifestEntry(real.sizeBytes(), real.md5(), link))),
        false);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }
}
