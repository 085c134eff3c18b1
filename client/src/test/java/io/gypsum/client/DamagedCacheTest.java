package io.gypsum.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files of the cache that were deleted or truncated after this client had saved and checked them. */
class DamagedCacheTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final UserPath X = new UserPath("d/x.txt");
  private static final UserPath LINK = new UserPath("e/l.txt");

  @TempDir Path directory;
  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  /** What happens to the cache. */
  enum Damage {
    FILE_DELETED {
      @Override
      void apply(Path cache) throws IOException {
        Files.delete(cache.resolve("bucket/p/a/v1/d/x.txt"));
      }
    },
    FILE_TRUNCATED {
      @Override
      void apply(Path cache) throws IOException {
        truncate(cache.resolve("bucket/p/a/v1/d/x.txt"));
      }
    },
    FILE_IS_A_DIRECTORY {
      @Override
      void apply(Path cache) throws IOException {
        Path file = cache.resolve("bucket/p/a/v1/d/x.txt");
        Files.delete(file);
        Files.createDirectory(file);
      }
    },
    LINK_DELETED {
      @Override
      void apply(Path cache) throws IOException {
        Files.delete(cache.resolve("bucket/p/a/v2/e/l.txt"));
      }
    },
    LINK_DANGLES {
      @Override
      void apply(Path cache) throws IOException {
        Path link = cache.resolve("bucket/p/a/v2/e/l.txt");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("../../v1/d/gone"));
      }
    },
    MANIFESTS_DELETED {
      @Override
      void apply(Path cache) throws IOException {
        Files.delete(cache.resolve("bucket/p/a/v1/..manifest"));
        Files.delete(cache.resolve("bucket/p/a/v2/..manifest"));
      }
    },
    DOCUMENTS_TRUNCATED {
      @Override
      void apply(Path cache) throws IOException {
        for (String version : new String[] {"v1", "v2"}) {
          truncate(cache.resolve("bucket/p/a/" + version + "/..manifest"));
          truncate(cache.resolve("bucket/p/a/" + version + "/..summary"));
        }
      }
    },
    VERSION_DELETED {
      @Override
      void apply(Path cache) throws IOException {
        deleteAll(cache.resolve("bucket/p/a/v1"));
      }
    },
    BUCKET_DELETED {
      @Override
      void apply(Path cache) throws IOException {
        deleteAll(cache.resolve("bucket"));
      }
    },
    STATUS_DELETED {
      @Override
      void apply(Path cache) throws IOException {
        deleteAll(cache.resolve("status"));
      }
    };

    abstract void apply(Path cache) throws IOException;

    private static void truncate(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    }
  }

  private static void deleteAll(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** The ways to use the cache. Each returns files with the content "12345". */
  enum Use {
    SAVE_FILE {
      @Override
      Stream<Path> read(GypsumClient client, Path directory) {
        return Stream.of(client.saveFile(V1, X), client.saveFile(V2, LINK));
      }
    },
    SAVE_VERSION {
      @Override
      Stream<Path> read(GypsumClient client, Path directory) {
        return Stream.of(
            client.saveVersion(V1).resolve("d/x.txt"), client.saveVersion(V2).resolve("e/l.txt"));
      }
    },
    RESOLVE_LINKS {
      @Override
      Stream<Path> read(GypsumClient client, Path directory) {
        client.resolveLinks(V2);
        return Stream.of(client.cacheDirectory().resolve("bucket/p/a/v2/e/l.txt"));
      }
    },
    CLONE {
      @Override
      Stream<Path> read(GypsumClient client, Path directory) {
        client.cloneVersion(V1, directory.resolve("v1"));
        client.cloneVersion(V2, directory.resolve("v2"));
        return Stream.of(directory.resolve("v1/d/x.txt"), directory.resolve("v2/e/l.txt"));
      }
    },
    DOWNLOAD {
      @Override
      Stream<Path> read(GypsumClient client, Path directory) {
        client.downloadVersion(V2, directory);
        client.downloadFile(V1, X, directory.resolve("x"));
        return Stream.of(directory.resolve("e/l.txt"), directory.resolve("x"));
      }
    },
    OPEN {
      @Override
      Stream<Path> read(GypsumClient client, Path directory) throws IOException {
        try (SeekableByteChannel x = client.openFile(V1, X);
            SeekableByteChannel link = client.openFile(V2, LINK)) {
          return Stream.of(
              Files.write(
                  directory.resolve("x"), Channels.newInputStream(x).readAllBytes()),
              Files.write(
                  directory.resolve("l"), Channels.newInputStream(link).readAllBytes()));
        }
      }
    },
    PATH {
      @Override
      Stream<Path> read(GypsumClient client, Path directory) throws IOException {
        URI server = URI.create("gypsum://" + client.url().getRawAuthority());
        try (FileSystem files = FileSystems.newFileSystem(server, Map.of("client", client))) {
          return Stream.of(
              Files.copy(files.getPath("/p/a/v1/d/x.txt"), directory.resolve("x")),
              Files.copy(files.getPath("/p/a/v2/e/l.txt"), directory.resolve("l")));
        }
      }
    };

    abstract Stream<Path> read(GypsumClient client, Path directory) throws IOException;
  }

  static Stream<Arguments> damagesAndUses() {
    return Stream.of(Damage.values())
        .flatMap(damage -> Stream.of(Use.values()).map(use -> Arguments.of(damage, use)));
  }

  @ParameterizedTest
  @MethodSource("damagesAndUses")
  void missingAndTruncatedFilesAreFetchedAgain(Damage damage, Use use) throws IOException {
    publishLinked();
    client.saveVersion(V1);
    client.saveVersion(V2);
    damage.apply(server.cache);
    if (damage == Damage.FILE_IS_A_DIRECTORY && savesX(use)) {
      assertThatThrownBy(() -> use.read(client, directory)).hasMessageContaining("d/x.txt");
      return;
    }
    // A client that knows the version, and one that does not.
    try (GypsumClient other = server.client()) {
      for (GypsumClient one : new GypsumClient[] {client, other}) {
        Path target = Files.createTempDirectory(directory, "target");
        use.read(one, target).forEach(file -> assertThat(file).hasContent("12345"));
      }
    }
  }

  /** Whether a directory in place of the file is in the way. It may contain files of the user, so it is not deleted. */
  private static boolean savesX(Use use) {
    return use != Use.DOWNLOAD && use != Use.OPEN && use != Use.PATH;
  }

  @Test
  void everyFileOfACloneExistsAfterTheBucketWasDeleted() throws IOException {
    publishLinked();
    client.saveVersion(V2);
    deleteAll(server.cache.resolve("bucket"));
    client.cloneVersion(V2, directory);
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isSymbolicLink)).hasSize(2).allMatch(Files::isRegularFile);
    }
  }

  @Test
  void anOfflineClientReportsMissingFiles() throws IOException {
    publishLinked();
    client.saveVersion(V2);
    try (GypsumClient offline = server.clientBuilder().offline(true).build()) {
      assertThat(offline.saveVersion(V2)).isDirectory();
      Files.delete(server.cache.resolve("bucket/p/a/v2/e/l.txt"));
      assertThat(offline.saveFile(V2, LINK)).hasContent("12345");
      Files.delete(server.cache.resolve("bucket/p/a/v2/own"));
      assertThatThrownBy(() -> offline.saveFile(V2, new UserPath("own")))
          .hasMessageContaining("offline");
      deleteAll(server.cache.resolve("bucket"));
      assertThatThrownBy(() -> offline.saveVersion(V2)).hasMessageContaining("offline");
      assertThatThrownBy(() -> offline.cloneVersion(V2, directory))
          .hasMessageContaining("offline");
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aTruncatedSchemaIsDownloadedAgain() throws IOException {
    server.bucket.publishFile("/schemas/bioconductor/v1.json", "{\"type\":\"object\"}");
    Path schema = client.fetchMetadataSchema();
    Files.writeString(schema, "{\"type\":", StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(client.fetchMetadataSchema()).hasContent("{\"type\":\"object\"}");
    Files.writeString(schema, "", StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(client.fetchMetadataSchema()).hasContent("{\"type\":\"object\"}");
  }

  @Test
  void aTruncatedDatabaseIsDownloadedAgain() {
    byte[] content = FakeDatabase.of(100, 1);
    server.bucket.publishFile("/index/bioconductor.sqlite3", content);
    server.bucket.publishFile("/index/modified", "1000");
    Path database = client.fetchMetadataDatabase();
    for (int size : new int[] {0, 50, content.length - 1}) {
      try {
        Files.write(database, Arrays.copyOf(content, size));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      assertThat(client.fetchMetadataDatabase()).hasBinaryContent(content);
    }
  }

  /** v2/e/l.txt is a link to v1/d/x.txt. */
  private void publishLinked() {
    ManifestEntry real =
        server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "6")).get(X);
    Map<UserPath, ManifestEntry> files =
        new LinkedHashMap<>(server.bucket.addVersion(V2, Map.of("own", "7")).files());
    files.put(
        LINK,
        new ManifestEntry(real.sizeBytes(), real.md5(), new Link(new FileAddress(V1, X), null)));
    Manifest manifest = new Manifest(files);
    server.bucket.publish(V2, manifest, false);
    manifest.linksByDirectory()
        .forEach((parent, links) -> server.bucket.put(BucketLayout.links(V2, parent), links));
    assertThat(new String(server.bucket.get("p/a/v1/d/x.txt"), UTF_8)).isEqualTo("12345");
  }
}
