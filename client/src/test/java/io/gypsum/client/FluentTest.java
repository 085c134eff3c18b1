package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The entry points {@code project}, {@code asset} and {@code version}. */
class FluentTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  @TempDir Path directory;

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void publish() {
    Manifest manifest = server.bucket.addVersion(V1, Map.of("x.csv", "1,2", "d/y.txt", "y"));
    server.bucket.publish(V1, manifest, false);
  }

  @Test
  void entryPointsSendNoRequest() {
    assertThat(client.project("p").asset("a").version("v1").name()).isEqualTo(V1);
    assertThat(client.asset("p/a").version("v1")).hasToString("p/a/v1");
    assertThat(client.version("p/a/v1").download()).isNotNull();
    assertThat(client.version("p/a/v1").upload(directory)).isNotNull();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anInvalidNameIsReportedWithTheExpectedForm() {
    assertThatThrownBy(() -> client.version("p/a"))
        .isInstanceOf(GypsumException.class)
        .hasMessage("'p/a' does not name a version: expected project/asset/version");
    assertThatThrownBy(() -> client.asset("p")).hasMessageContaining("project/asset");
    assertThatThrownBy(() -> client.project("p/a")).hasMessageContaining("'p/a'");
    assertThatThrownBy(() -> client.asset("p/a").version("..v")).hasMessageContaining("'..v'");
  }

  @Test
  void aProjectListsItsAssetsAndAnAssetItsVersions() {
    publish();
    assertThat(client.project("p").assets()).containsExactly(new AssetName("a"));
    assertThat(client.asset("p/a").versions()).containsExactly(new VersionName("v1"));
    assertThat(client.version("p/a/v1").files())
        .containsExactlyInAnyOrder(new UserPath("x.csv"), new UserPath("d/y.txt"));
    assertThat(client.version("p/a/v1").summary().isPublished()).isTrue();
  }

  @Test
  void theLatestVersionIsMissingUntilOneIsPublished() {
    assertThat(client.asset("p/a").findLatest()).isEmpty();
    assertThatThrownBy(() -> client.asset("p/a").latest())
        .isInstanceOfSatisfying(
            GypsumException.class,
            e -> assertThat(e.kind()).isEqualTo(GypsumException.Kind.NOT_FOUND))
        .hasMessageContaining("'p/a'");
    publish();
    assertThat(client.asset("p/a").latest().name()).isEqualTo(V1);
  }

  @Test
  void aDownloadGoesIntoTheCacheUnlessAnotherDirectoryIsNamed() {
    publish();
    assertThat(client.version("p/a/v1").download().run())
        .isEqualTo(server.cache.resolve("bucket/p/a/v1"));
    Path copy = directory.resolve("copy");
    assertThat(client.version("p/a/v1").download().to(copy).run()).isEqualTo(copy);
    assertThat(copy.resolve("d/y.txt")).hasContent("y");
    assertThat(client.version("p/a/v1").saveFile("x.csv")).hasContent("1,2");
  }

  @Test
  void aDownloadOverwritesOnlyOnRequest() throws IOException {
    publish();
    Files.writeString(directory.resolve("x.csv"), "other");
    assertThatThrownBy(() -> client.version("p/a/v1").download().to(directory).run())
        .hasMessageContaining("already exists with different content");
    client.version("p/a/v1").download().to(directory).overwrite().run();
    assertThat(directory.resolve("x.csv")).hasContent("1,2");
  }

  @Test
  void patternsSelectTheFilesOfADownload() {
    publish();
    client.version("p/a/v1").download().include("*.csv").to(directory).run();
    assertThat(directory.resolve("x.csv")).exists();
    assertThat(directory.resolve("d")).doesNotExist();
    Path cached = client.version("p/a/v1").download().exclude("*.csv").run();
    assertThat(cached.resolve("d/y.txt")).exists();
    assertThat(cached.resolve("x.csv")).doesNotExist();
  }

  @Test
  void aFolderIsDownloadedWithoutTheRest() {
    publish();
    for (String folder : List.of("d", "d/")) {
      Path copy = directory.resolve("copy");
      client.version("p/a/v1").download().folder(folder).to(copy).run();
      assertThat(copy).isDirectoryNotContaining("glob:**/x.csv");
      assertThat(copy.resolve("y.txt")).hasContent("y");
    }
    Path cached = client.version("p/a/v1").download().folder("d/").exclude("z").run();
    assertThat(cached.resolve("d/y.txt")).exists();
    assertThat(cached.resolve("x.csv")).doesNotExist();
    for (String folder : List.of("", "/", "..d", "d//")) {
      assertThatThrownBy(() -> client.version("p/a/v1").download().folder(folder))
          .isInstanceOf(GypsumException.class);
    }
    assertThatThrownBy(() -> client.version("p/a/v1").download().folder("none").run())
        .hasMessageContaining("folder 'none/' does not exist");
  }

  @Test
  void aVerifyingDownloadReplacesDamagedFilesInTheCache() throws IOException {
    publish();
    Path cached = client.version("p/a/v1").download().run();
    Files.writeString(cached.resolve("x.csv"), "1;2");
    client.version("p/a/v1").download().run();
    assertThat(cached.resolve("x.csv")).hasContent("1;2");
    client.version("p/a/v1").download().verify().run();
    assertThat(cached.resolve("x.csv")).hasContent("1,2");
  }

  @Test
  void linkedFilesAreOmittedInTheCacheOnly() throws IOException {
    publish();
    Files.writeString(directory.resolve("x.csv"), "1,2");
    Files.writeString(directory.resolve("own"), "o");
    client.version("p/a/v2").upload(directory).run();
    Path cached = client.version("p/a/v2").download().withoutRelinking().run();
    assertThat(cached.resolve("own")).exists();
    assertThat(cached.resolve("x.csv")).doesNotExist();
    Path copy = directory.resolve("copy");
    assertThatThrownBy(() -> client.version("p/a/v2").download().withoutRelinking().to(copy).run())
        .isInstanceOf(GypsumException.class)
        .hasMessageContainingAll("only downloads into the cache", copy.toString());
    assertThat(copy).doesNotExist();
  }

  @Test
  void excludedFilesAreNotUploaded() throws IOException {
    for (String name : List.of(".DS_Store", "a.tmp", "b.log", "c.csv")) {
      Files.writeString(directory.resolve(name), name);
    }
    client.createProject(V1.project());
    client.version("p/a/v1")
        .upload(directory)
        .exclude("*.tmp")
        .excludes(ExcludeRules.STANDARD.withPatterns(PathPatterns.of(List.of("*.log"))))
        .run();
    assertThat(client.version("p/a/v1").files()).containsExactly(new UserPath("c.csv"));
    assertThatThrownBy(() -> client.version("p/a/v2").upload(directory).exclude("").run())
        .hasMessageContaining("'' is not a pattern");
  }

  @Test
  void linksThatLeadOutOfTheDirectoryAreRefusedOnRequest() throws IOException {
    Path outside = Files.writeString(directory.resolve("outside"), "o");
    Path upload = Files.createDirectory(directory.resolve("upload"));
    Files.createSymbolicLink(upload.resolve("link"), outside);
    client.createProject(V1.project());
    assertThatThrownBy(
        () -> client.version("p/a/v1").upload(upload).refuseOutsideLinks().run())
        .hasMessageContaining("leads out of the directory");
    client.version("p/a/v1").upload(upload).run();
    assertThat(client.version("p/a/v1").files()).containsExactly(new UserPath("link"));
  }

  @Test
  void theListenerOfATransferReplacesThatOfTheClient() throws IOException {
    publish();
    Files.writeString(directory.resolve("x.csv"), "1,2");
    RecordingListener ofClient = new RecordingListener();
    RecordingListener ofCall = new RecordingListener();
    try (GypsumClient watched = server.clientBuilder().listener(ofClient).build()) {
      RemoteVersion v1 = watched.version("p/a/v1");
      v1.download().progress(ofCall).run();
      v1.download().to(directory.resolve("copy")).progress(ofCall).run();
      watched.resolveLinks(V1, SaveOptions.DEFAULTS.withProgress(ofCall));
      watched.saveFile(
          V1, new UserPath("x.csv"), SaveOptions.DEFAULTS.withOverwrite(true).withProgress(ofCall));
      watched.version("p/a/v2").upload(directory).progress(ofCall).run();
      assertThat(ofClient.events).isEmpty();
      assertThat(ofCall.events)
          .contains(
              "ends save p/a/v1", "ends download p/a/v1", "ends resolve the links of p/a/v1",
              "ends save p/a/v1/x.csv", "ends upload p/a/v2");
      v1.download().overwrite().run();
      assertThat(ofClient.events).contains("ends save p/a/v1");
    }
  }

  @Test
  void anUploadPublishesTheDirectory() throws IOException {
    Files.writeString(directory.resolve("x.csv"), "1,2");
    client.createProject(V1.project());
    UploadReport report = client.version("p/a/v1").upload(directory).concurrency(1).run();
    assertThat(report.sentFiles()).isEqualTo(1);
    assertThat(client.version("p/a/v1").manifest().files()).containsKey(new UserPath("x.csv"));
    client.version("p/a/v2").upload(directory).onProbation().withoutDeduplication().run();
    assertThat(client.version("p/a/v2").summary().isOnProbation()).isTrue();
    assertThat(client.version("p/a/v2").manifest().get(new UserPath("x.csv")).isLink()).isFalse();
  }
}
