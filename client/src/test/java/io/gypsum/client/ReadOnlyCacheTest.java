package io.gypsum.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Caches that this process cannot lock or write. Tests may run with all permissions, so a file takes the place of the
 * directory, or a directory that of the file, that would be written.
 */
class ReadOnlyCacheTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final UserPath X = new UserPath("d/x.txt");

  @TempDir Path directory;
  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** A cache that another client has filled, without what this client writes below {@code status/}. */
  private void fillByAnotherClient() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2"));
    write("bucket/p/a/v1/d/x.txt", "12345");
    write("bucket/p/a/v1/y", "2");
    write("status", "");
  }

  private void write(String name, String text) throws IOException {
    Path file = server.cache.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void correctFilesAreUsedWithoutALock() throws IOException {
    fillByAnotherClient();
    assertThat(client.saveFile(V1, X)).hasContent("12345");
    assertThat(client.saveVersion(V1).resolve("y")).hasContent("2");
    client.cloneVersion(V1, directory.resolve("clone"));
    assertThat(directory.resolve("clone/d/x.txt")).hasContent("12345");
    assertThat(server.count("GET /file/p%2Fa%2Fv1%2Fd%2Fx.txt")).isZero();
  }

  @Test
  void aMissingOrIncorrectFileIsAFailureThatNamesAWayOut() throws IOException {
    fillByAnotherClient();
    write("bucket/p/a/v1/d/x.txt", "1234X");
    assertThatThrownBy(() -> client.saveFile(V1, X)).isInstanceOf(LocalFileException.class)
        .hasMessageContaining("status")
        .hasMessageEndingWith("use a cache directory of your own (GYPSUM_CACHE_DIR)");
    assertThatThrownBy(() -> client.saveVersion(V1)).isInstanceOf(LocalFileException.class)
        .hasMessageContaining("GYPSUM_CACHE_DIR");
    assertThat(client.saveFile(V1, new UserPath("y"))).hasContent("2");
  }

  @Test
  void filesAreDownloadedElsewhereAndReadWithoutTheCache() throws IOException {
    fillByAnotherClient();
    client.downloadVersion(V1, directory.resolve("copy"));
    assertThat(directory.resolve("copy/d/x.txt")).hasContent("12345");
    assertThat(client.fetchManifest(V1).files()).hasSize(2);
    try (var opened = client.openFile(V1, X)) {
      assertThat(opened.size()).isEqualTo(5);
    }
  }

  @Test
  void anOldDatabaseIsUsedWithAWarning() throws IOException {
    byte[] content = FakeDatabase.of(100, 1);
    server.bucket.publishFile("/index/bioconductor.sqlite3", content);
    server.bucket.publishFile("/index/modified", "1000");
    Path database = client.fetchMetadataDatabase();
    Path lock = server.cache.resolve("databases/bioconductor.sqlite3.LOCK");
    Files.delete(lock);
    Files.createDirectory(lock);
    Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(2)), ZoneOffset.UTC);
    RecordingListener listener = new RecordingListener();
    try (GypsumClient old = server.clientBuilder().clock(later).listener(listener).build()) {
      assertThat(old.fetchMetadataDatabase()).isEqualTo(database).hasBinaryContent(content);
      assertThat(listener.events).singleElement()
          .asString()
          .startsWith("warns ")
          .contains(
              "bioconductor.sqlite3.LOCK", "cannot be locked", "using the cached database",
              "GYPSUM_CACHE_DIR");
      Files.delete(database);
      assertThatThrownBy(old::fetchMetadataDatabase).isInstanceOf(LocalFileException.class)
          .hasMessageContaining("GYPSUM_CACHE_DIR");
    }
  }

  @Test
  void s3CredentialsAreUsedEvenIfTheyCannotBeCached() throws IOException {
    write("credentials", "");
    server.bucket.setS3Config(
        "{\"endpoint\":\"https://s3.example.org\",\"bucket\":\"b\",\"key\":\"k\",\"secret\":\"s\"}");
    assertThat(client.publicS3Config()).isPresent();
  }

  @Test
  void aFileThatMayNotBeAccessedIsReportedWithItsOwner() throws IOException {
    String owner = Files.getOwner(directory).getName();
    Path file = directory.resolve("LOCK");
    AccessDeniedException denied = new AccessDeniedException(file.toString());
    assertThat(LocalFileException.failed(file, "locked", denied)).hasMessage(
        "'" + file + "' cannot be locked (permission denied; the directory '" + directory
            + "' belongs to the user '" + owner + "')");
    Files.createFile(file);
    assertThat(LocalFileException.failed(file, "locked", denied)).hasMessage(
        "'" + file + "' cannot be locked (permission denied; it belongs to the user '" + owner
            + "')");
  }
}
