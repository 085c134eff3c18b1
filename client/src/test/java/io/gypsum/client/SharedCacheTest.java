package io.gypsum.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files that the R and Python clients write to the same cache, without checksums and locks of this client. */
class SharedCacheTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final UserPath X = new UserPath("d/x.txt");
  private static final UserPath Y = new UserPath("y");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** Writes a file as another client does. */
  private Path write(String name, String text) throws IOException {
    Path file = server.cache.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void writeDocument(String key) throws IOException {
    write("bucket/" + key, new String(server.bucket.get(key), UTF_8));
  }

  /** The ways to write to a version in the cache. */
  enum Save {
    FILE {
      @Override
      void run(GypsumClient client) {
        client.saveFile(V1, X);
      }
    },
    VERSION {
      @Override
      void run(GypsumClient client) {
        client.saveVersion(V1);
      }
    },
    OVERWRITE {
      @Override
      void run(GypsumClient client) {
        client.saveFile(V1, X, SaveOptions.DEFAULTS.withOverwrite(true));
        client.saveVersion(V1, SaveOptions.DEFAULTS.withOverwrite(true));
      }
    },
    LINKS {
      @Override
      void run(GypsumClient client) {
        client.resolveLinks(V1, SaveOptions.DEFAULTS.withOverwrite(true));
      }
    };

    abstract void run(GypsumClient client);
  }

  @ParameterizedTest
  @EnumSource
  void filesOfRunningClientsAreNotDeleted(Save save) throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "1", "y", "2"));
    List<Path> others =
        List.of(
            write("bucket/p/a/v1/d/x.txt.lock", ""),
            write("bucket/p/a/v1/d/tmpa_1b2c3d", "half of"),
            write("bucket/p/a/v1/..manifest.lock", ""), write("bucket/p/a/v1/d/..new-1", "h"),
            write("bucket/p/a/v1/d/..part-1", "h"), write("status/p/a/v1.lock", ""));
    for (int i = 0; i < 2; i++) {
      save.run(client);
      assertThat(others).allMatch(Files::exists);
      server.bucket.publish(V1, server.bucket.manifest(V1), false);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FILE", "VERSION"})
  void filesOfTheWrongSizeAreDownloadedAgain(Save save) throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2"));
    writeDocument("p/a/v1/..summary");
    writeDocument("p/a/v1/..manifest");
    write("status/p/a/v1/COMPLETE", "");
    // Before this client knows the version, and afterwards.
    for (int i = 0; i < 2; i++) {
      write("bucket/p/a/v1/y", "2");
      Path x = write("bucket/p/a/v1/d/x.txt", "123");
      save.run(client);
      assertThat(x).hasContent("12345");
      Files.delete(x);
      save.run(client);
      assertThat(x).hasContent("12345");
    }
  }

  @Test
  void aVersionIsCompleteOnlyIfTheMd5OfAllItsFilesIsCorrect() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2", "z", "3"));
    // The first file exists before this client knows the version, the second one is written afterwards.
    Path x = write("bucket/p/a/v1/d/x.txt", "1234X");
    client.saveFile(V1, Y);
    assertThat(x).hasContent("1234X");
    Path y = write("bucket/p/a/v1/y", "X");
    client.saveVersion(V1);
    assertThat(x).hasContent("12345");
    assertThat(y).hasContent("2");
    assertThat(server.cache.resolve("status/p/a/v1/COMPLETE")).exists();
    assertThat(server.count("GET /file/p%2Fa%2Fv1%2Fz")).isEqualTo(1);
  }

  @Test
  void filesWrittenWhileThisClientSavesAVersionAreCompared() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2"));
    client.saveFile(V1, X);
    Path y = write("bucket/p/a/v1/y", "X");
    assertThat(client.saveVersion(V1).resolve("y")).isEqualTo(y).hasContent("2");
  }

  @Test
  void anIncorrectFileIsReplacedWhenItIsRequested() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2"));
    Path x = write("bucket/p/a/v1/d/x.txt", "1234X");
    writeDocument("p/a/v1/..summary");
    client.saveFile(V1, Y);
    assertThat(x).hasContent("1234X");
    assertThat(client.saveFile(V1, X)).isEqualTo(x).hasContent("12345");
    int before = server.requests().size();
    client.saveFile(V1, X);
    client.saveFile(V1, Y);
    assertThat(server.requests()).hasSize(before);
  }

  @Test
  void aSummaryThatAnotherClientCachedDoesNotMakeFilesCorrect() throws IOException {
    Manifest first = server.bucket.addVersion(V1, Map.of("d/x.txt", "first", "y", "2"));
    server.bucket.publish(V1, first, true);
    client.saveVersion(V1);
    writeDocument("p/a/v1/..manifest");
    server.bucket.addVersion(V1, Map.of("d/x.txt", "other", "y", "2"));
    writeDocument("p/a/v1/..summary");
    assertThat(client.saveFile(V1, X)).hasContent("other");
  }

  @Test
  void aFileOfAVersionThatIsNotVerifiedIsReadFromTheServer() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2"));
    write("bucket/p/a/v1/d/x.txt", "1234X");
    client.saveFile(V1, Y);
    ByteBuffer buffer = ByteBuffer.allocate(5);
    try (SeekableByteChannel opened = client.openFile(V1, X)) {
      assertThat(opened.read(buffer)).isEqualTo(5);
    }
    assertThat(new String(buffer.array(), UTF_8)).isEqualTo("12345");
  }

  @Test
  void anOfflineClientReadsTheDocumentsThatAnotherClientCached() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345"));
    writeDocument("p/a/v1/..summary");
    writeDocument("p/a/v1/..manifest");
    Path x = write("bucket/p/a/v1/d/x.txt", "12345");
    write("status/p/a/v1/COMPLETE", "");
    try (GypsumClient offline = server.clientBuilder().offline(true).build()) {
      assertThat(offline.fetchManifest(V1).files()).hasSize(1);
      assertThat(offline.saveVersion(V1)).isDirectoryContaining("glob:**/d");
      assertThat(offline.saveFile(V1, X)).isEqualTo(x);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void cachedFilesCauseNoRequest() {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2"));
    client.saveFile(V1, X);
    int before = server.requests().size();
    try (GypsumClient other = server.client()) {
      for (GypsumClient one : List.of(client, other)) {
        one.saveFile(V1, X);
        one.fetchManifest(V1);
        one.fetchSummary(V1);
      }
    }
    assertThat(server.requests()).hasSize(before);
  }

  @Test
  void theSourcesOfLinksAreCompared() throws IOException {
    publishLinked();
    client.saveFile(V1, X);
    write("bucket/p/a/v1/d/x.txt", "hellX");
    Path linked = client.saveVersion(V2).resolve("e/l.txt");
    assertThat(linked).hasContent("hello");
    assertThat(server.cache.resolve("bucket/p/a/v1/d/x.txt")).hasContent("hello");
  }

  @Test
  void linksOfAnEarlierUploadAreReplaced() throws IOException {
    publishLinked();
    write(
        "bucket/p/a/v2/e/..links",
        "{\"l.txt\":{\"project\":\"p\",\"asset\":\"a\",\"version\":\"v1\",\"path\":\"y\"}}");
    assertThat(client.saveFile(V2, new UserPath("e/l.txt"))).hasContent("hello");
    assertThat(server.cache.resolve("bucket/p/a/v2/e/..links"))
        .hasBinaryContent(server.bucket.get("p/a/v2/e/..links"));
  }

  @Test
  void anOfflineClientRefusesFilesOfTheWrongSize() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2"));
    client.saveVersion(V1);
    try (GypsumClient offline = server.clientBuilder().offline(true).build()) {
      assertThat(offline.saveFile(V1, X)).hasContent("12345");
      write("bucket/p/a/v1/d/x.txt", "123");
      assertThatThrownBy(() -> offline.saveFile(V1, X))
          .hasMessageContaining("offline");
      assertThatThrownBy(() -> offline.saveVersion(V1))
          .hasMessageContaining("offline");
    }
  }

  /** v2/e/l.txt is a link to v1/d/x.txt. */
  private void publishLinked() {
    ManifestEntry real =
        server.bucket.addVersion(V1, Map.of("d/x.txt", "hello", "y", "12345")).get(X);
    Map<UserPath, ManifestEntry> files =
        new LinkedHashMap<>(server.bucket.addVersion(V2, Map.of("own", "2")).files());
    Link link = new Link(new FileAddress(V1, X), null);
    files.put(
        new UserPath("e/l.txt"), new ManifestEntry(real.sizeBytes(), real.md5(), link));
    Manifest manifest = new Manifest(files);
    server.bucket.publish(V2, manifest, false);
    manifest.linksByDirectory()
        .forEach((directory, links) -> server.bucket.put(BucketLayout.links(V2, directory), links));
  }
}
