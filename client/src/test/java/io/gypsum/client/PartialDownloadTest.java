package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PartialDownloadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final FileSelection FOLDER = FileSelection.ofFolder(new UserPath("d"));
  private static final FileSelection TABLES =
      FileSelection.ALL.withInclude(PathPatterns.of(List.of("*.csv")));

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  @TempDir private Path directory;

  PartialDownloadTest() {
    Manifest first =
        server.bucket.addVersion(
            V1, Map.of("d/a.csv", "1", "d/e/b.txt", "2", "dd/c.csv", "3", "x", "4"));
    UserPath path = new UserPath("d/a.csv");
    Map<UserPath, ManifestEntry> files =
        new LinkedHashMap<>(server.bucket.addVersion(V2, Map.of("own.txt", "5")).files());
    ManifestEntry real = first.get(path);
    files.put(
        new UserPath("l.csv"),
        new ManifestEntry(
            real.sizeBytes(), real.md5(), new Link(new FileAddress(V1, path), null)));
    server.bucket.publish(V2, new Manifest(files), false);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private static SaveOptions save(FileSelection files) {
    return SaveOptions.DEFAULTS.withFiles(files);
  }

  private static List<String> files(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(name -> !name.startsWith(".."))
          .sorted()
          .toList();
    }
  }

  @Test
  void theFilesOfAFolderAreDownloadedBelowTheTarget() throws IOException {
    DownloadReport report =
        client.downloadVersion(V1, directory, DownloadOptions.DEFAULTS.withFiles(FOLDER));
    assertThat(report.fetchedFiles()).isEqualTo(2);
    assertThat(files(directory)).containsExactly("a.csv", "e/b.txt");
  }

  @Test
  void patternsKeepThePathsOfTheVersion() throws IOException {
    client.downloadVersion(V1, directory, DownloadOptions.DEFAULTS.withFiles(TABLES));
    assertThat(files(directory)).containsExactly("d/a.csv", "dd/c.csv");
  }

  @Test
  void onlySelectedFilesAreCachedAndTheVersionIsNotComplete() throws IOException {
    Path saved = client.saveVersion(V1, save(FOLDER));
    assertThat(files(saved)).containsExactly("d/a.csv", "d/e/b.txt");
    assertThat(server.cache.resolve("status/p/a/v1/COMPLETE")).doesNotExist();
    int before = server.requests().size();
    client.saveVersion(V1, save(FOLDER));
    assertThat(server.requests()).hasSize(before);
    assertThat(files(client.saveVersion(V1))).hasSize(4);
    assertThat(server.cache.resolve("status/p/a/v1/COMPLETE")).exists();
  }

  @Test
  void aSelectedLinkIsSavedWithItsSourceOnly() throws IOException {
    Path saved = client.saveVersion(V2, save(TABLES));
    assertThat(files(saved)).containsExactly("l.csv");
    assertThat(saved.resolve("l.csv")).hasContent("1");
    assertThat(files(server.cache.resolve("bucket/p/a/v1"))).containsExactly("d/a.csv");
  }

  @Test
  void aDamagedOrMissingFileOfASelectionIsDownloadedAgain() throws IOException {
    Path saved = client.saveVersion(V1, save(FOLDER));
    Files.writeString(saved.resolve("d/a.csv"), "damaged");
    Files.delete(saved.resolve("d/e/b.txt"));
    client.saveVersion(V1, save(FOLDER));
    assertThat(saved.resolve("d/a.csv")).hasContent("1");
    assertThat(saved.resolve("d/e/b.txt")).hasContent("2");
  }

  @Test
  void anOfflineClientReturnsACachedSelection() {
    client.saveVersion(V1, save(FOLDER));
    try (GypsumClient offline = server.clientBuilder().offline(true).build()) {
      assertThat(offline.saveVersion(V1, save(FOLDER)).resolve("d/a.csv")).hasContent("1");
      assertThatThrownBy(() -> offline.saveVersion(V1, save(TABLES)))
          .hasMessageContaining("offline");
    }
  }

  @Test
  void aSelectionWithoutFilesIsNotFound() {
    FileSelection missing = FileSelection.ofFolder(new UserPath("nope"));
    FileSelection unmatched = FOLDER.withExclude(PathPatterns.of(List.of("*")));
    assertNotFound(missing, "folder 'nope/' does not exist in 'p/a/v1'");
    assertNotFound(unmatched, "no file of 'p/a/v1/d/' matches the patterns");
  }

  private void assertNotFound(FileSelection selection, String message) {
    assertThatThrownBy(() -> client.saveVersion(V1, save(selection)))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(
        () -> client.downloadVersion(
            V1, directory, DownloadOptions.DEFAULTS.withFiles(selection)))
        .hasMessageContaining(message);
  }
}
