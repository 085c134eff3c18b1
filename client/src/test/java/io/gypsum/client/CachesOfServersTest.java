package io.gypsum.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** One cache directory for several servers. */
class CachesOfServersTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final UserPath X = new UserPath("x");
  private static final String PUBLIC = "https://gypsum.artifactdb.com";
  private static final int CONCURRENT_CLIENTS = 8;

  @TempDir Path temporary;
  private final FakeServer first = new FakeServer();
  private final FakeServer second = new FakeServer();
  private final ExecutorService threads = Executors.newFixedThreadPool(CONCURRENT_CLIENTS);

  @AfterEach
  void stop() {
    threads.shutdownNow();
    first.close();
    second.close();
  }

  private Path root() {
    return temporary.resolve("cache");
  }

  private GypsumClient sharing(FakeServer server) {
    return sharing(server.url().toString());
  }

  private GypsumClient sharing(String url) {
    return GypsumClient.builder().url(url).cacheRoot(root()).offline(false).build();
  }

  private static String name(FakeServer server) {
    return "127.0.0.1_" + server.url().getPort();
  }

  private void publish() {
    first.bucket.addVersion(V1, Map.of("x", "first"));
    second.bucket.addVersion(V1, Map.of("x", "other"));
  }

  @Test
  void filesOfTwoServersWithTheSameNamesAreKeptApart() throws IOException {
    publish();
    for (int i = 0; i < 2; i++) {
      try (GypsumClient one = sharing(first); GypsumClient other = sharing(second)) {
        assertThat(one.saveFile(V1, X)).isEqualTo(root().resolve("bucket/p/a/v1/x"))
            .hasContent("first");
        assertThat(other.saveFile(V1, X))
            .isEqualTo(root().resolve("servers/" + name(second) + "/bucket/p/a/v1/x"))
            .hasContent("other");
        assertThat(one.saveVersion(V1).resolve("x")).hasContent("first");
        assertThat(other.saveVersion(V1).resolve("x")).hasContent("other");
      }
    }
  }

  @Test
  void pathsAndDatabasesOfTwoServersAreKeptApart() throws IOException {
    publish();
    second.bucket.publishFile("/index/bioconductor.sqlite3", FakeDatabase.of(100, 2));
    second.bucket.publishFile("/index/modified", "1");
    first.bucket.publishFile("/index/bioconductor.sqlite3", FakeDatabase.of(100, 1));
    first.bucket.publishFile("/index/modified", "1");
    try (GypsumClient one = sharing(first); GypsumClient other = sharing(second)) {
      one.saveVersion(V1);
      assertThat(read(second, other)).isEqualTo("other");
      assertThat(read(first, one)).isEqualTo("first");
      assertThat(one.fetchMetadataDatabase()).hasBinaryContent(FakeDatabase.of(100, 1));
      assertThat(other.fetchMetadataDatabase()).hasBinaryContent(FakeDatabase.of(100, 2));
    }
  }

  private static String read(FakeServer server, GypsumClient client) throws IOException {
    URI uri = URI.create("gypsum://" + server.url().getRawAuthority());
    try (FileSystem files = FileSystems.newFileSystem(uri, Map.of("client", client))) {
      return Files.readString(files.getPath("/p/a/v1/x"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bucket", "status", "databases", "schemas"})
  void aDirectoryInUseWithoutARecordBelongsToThePublicServer(String content) throws IOException {
    Files.createDirectories(root().resolve(content));
    try (GypsumClient ofPublic = sharing(PUBLIC); GypsumClient other = sharing(first)) {
      assertThat(ofPublic.cacheDirectory()).isEqualTo(root());
      assertThat(other.cacheDirectory()).isEqualTo(root().resolve("servers/" + name(first)));
    }
    Files.delete(root().resolve("SERVER"));
    try (GypsumClient other = sharing(first); GypsumClient ofPublic = sharing(PUBLIC)) {
      assertThat(other.cacheDirectory()).isEqualTo(root().resolve("servers/" + name(first)));
      assertThat(ofPublic.cacheDirectory()).isEqualTo(root());
    }
  }

  @Test
  void theFirstServerGetsAnUnusedDirectory() {
    try (GypsumClient one = sharing(first); GypsumClient ofPublic = sharing(PUBLIC)) {
      assertThat(one.cacheDirectory()).isEqualTo(root());
      assertThat(root().resolve("SERVER")).hasContent(first.url() + "\n");
      assertThat(ofPublic.cacheDirectory())
          .isEqualTo(root().resolve("servers/gypsum.artifactdb.com_443"));
    }
  }

  @Test
  void anUnreadableRecordMeansThePublicServer() throws IOException {
    Files.createDirectories(root());
    for (String text : new String[] {"", "not a URL", "ftp:x"}) {
      Files.writeString(root().resolve("SERVER"), text);
      try (GypsumClient one = sharing(first); GypsumClient ofPublic = sharing(PUBLIC)) {
        assertThat(one.cacheDirectory()).isEqualTo(root().resolve("servers/" + name(first)));
        assertThat(ofPublic.cacheDirectory()).isEqualTo(root());
      }
    }
  }

  @Test
  void aDirectoryChosenForAServerIsUsedAsItIs() throws IOException {
    Files.createDirectories(root().resolve("bucket"));
    try (GypsumClient chosen = first.clientBuilder().cacheDirectory(root()).build()) {
      assertThat(chosen.cacheDirectory()).isEqualTo(root());
    }
    // It belongs to that server now.
    try (GypsumClient one = sharing(first);
        GypsumClient chosen = second.clientBuilder().cacheDirectory(root()).build()) {
      assertThat(one.cacheDirectory()).isEqualTo(root());
      assertThat(chosen.cacheDirectory()).isEqualTo(root().resolve("servers/" + name(second)));
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsUsedWithoutARecord() throws IOException {
    Files.writeString(root(), "in place of the directory");
    try (GypsumClient one = sharing(first)) {
      assertThat(one.cacheDirectory()).isEqualTo(root());
      publish();
      assertThat(one.fetchManifest(V1).files()).hasSize(1);
    }
  }

  @Test
  void theSavedTokenIsSharedByAllServers() throws IOException {
    try (GypsumClient one = sharing(first)) {
      assertThat(one.cacheDirectory()).isEqualTo(root());
    }
    Files.createDirectories(root().resolve("credentials"));
    Files.writeString(root().resolve("credentials/token.txt"), "saved-token\nalice\ninf\n");
    try (GypsumClient other =
        GypsumClient.builder().url(second.url()).cacheRoot(root()).token(() -> null).build()) {
      assertThat(other.signIn().forget()).isTrue();
    }
    assertThat(root().resolve("credentials/token.txt")).doesNotExist();
  }

  @Test
  void concurrentClientsOfOneServerUseTheSameDirectory() throws Exception {
    for (int round = 0; round < 200; round++) {
      Path root = temporary.resolve("shared" + round);
      assertThat(directoriesOfConcurrentClients(root, i -> "https://one.example.org"))
          .containsOnly(root);
    }
  }

  @Test
  void ofConcurrentServersOneGetsAnUnusedDirectory() throws Exception {
    for (int round = 0; round < 50; round++) {
      Path root = temporary.resolve("race" + round);
      List<Path> chosen =
          directoriesOfConcurrentClients(root, i -> "https://server" + i + ".example.org");
      assertThat(chosen).hasSize(CONCURRENT_CLIENTS).doesNotHaveDuplicates().contains(root);
      try (var files = Files.list(root)) {
        assertThat(files.map(root::relativize).map(Path::toString))
            .containsExactlyInAnyOrder("SERVER", "bucket", "servers");
      }
    }
  }

  /** Returns the directories of clients that start at the same time and write files, in the order of their numbers. */
  private List<Path> directoriesOfConcurrentClients(Path root, IntFunction<String> url)
      throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Path>> chosen = new ArrayList<>();
    for (int i = 0; i < CONCURRENT_CLIENTS; i++) {
      int number = i;
      chosen.add(threads.submit(() -> {
        start.await();
        try (GypsumClient client =
            GypsumClient.builder().url(url.apply(number)).cacheRoot(root).build()) {
          // What the first client writes must not look like the files of another server.
          Files.createDirectories(client.cacheDirectory().resolve("bucket"));
          return client.cacheDirectory();
        }
      }));
    }
    start.countDown();
    List<Path> directories = new ArrayList<>();
    for (Future<Path> each : chosen) {
      directories.add(each.get());
    }
    return directories;
  }

  @ParameterizedTest
  @CsvSource({
      "https://Gypsum.example.org, gypsum.example.org_443", "http://a.b, a.b_80",
      "https://a.b:8443, a.b_8443", "http://[::1]:4444, --1_4444",
      "https://a.b/g/, a.b_443%2Fg", "https://a.b/g/h, a.b_443%2Fg%2Fh"})
  void theNameOfTheDirectoryIdentifiesTheServer(String url, String name) throws IOException {
    Files.createDirectories(root().resolve("bucket"));
    try (GypsumClient client = sharing(url)) {
      assertThat(client.cacheDirectory()).isEqualTo(root().resolve("servers").resolve(name));
    }
  }
}
