package io.gypsum.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Downloads of small files, several with one request, from servers that support bundles. */
class BundledDownloadTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final int FILES = 100;
  /** Number of small files per bundle with four connections. */
  private static final int BATCH = 26;
  private static final String BIG = "0123456789abcdef".repeat(16 * 1024);

  private final FakeServer server = new FakeServer();
  private final Map<String, String> files = new TreeMap<>();

  BundledDownloadTest() {
    for (int i = 0; i < FILES; i++) {
      files.put("d" + i % 7 + "/f" + i, "content of " + i);
    }
    files.put("d1/big", BIG);
    files.put("empty", "");
    server.bucket.addVersion(V1, files);
    server.bundles = new FakeBundles(server.bucket, FakeBundles.Kind.CORRECT);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void save() throws IOException {
    try (GypsumClient client = server.client()) {
      assertThat(tree(client.saveVersion(V1))).isEqualTo(files);
    }
  }

  /** Returns the files of a directory without internal ones. */
  private static Map<String, String> tree(Path directory) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(path).toString();
        if (!Set.of("..manifest", "..summary").contains(name)) {
          found.put(name, Files.readString(path));
        }
      }
    }
    return found;
  }

  private long requestsForSingleFiles() {
    return server.count("GET /file/") - server.count("GET /file/p%2Fa%2Fv1%2F..");
  }

  @Test
  void smallFilesAreDownloadedTogetherAndLargeOnesOneByOne() throws IOException {
    save();
    assertThat(server.count("POST /bundle")).isEqualTo(4);
    assertThat(requestsForSingleFiles()).isEqualTo(1);
    assertThat(server.bundles.requested.stream().mapToInt(List::size).sum()).isEqualTo(FILES + 1);
  }

  @Test
  void aServerWithoutBundlesReceivesFewBundleRequests() throws IOException {
    server.bundles = null;
    server.bucket.addVersion(V2, files);
    try (GypsumClient client = server.client()) {
      assertThat(tree(client.saveVersion(V1))).isEqualTo(files);
      long asked = server.count("POST /bundle");
      assertThat(asked).isBetween(1L, 4L);
      assertThat(tree(client.saveVersion(V2))).isEqualTo(files);
      assertThat(server.count("POST /bundle")).isEqualTo(asked);
    }
    assertThat(requestsForSingleFiles()).isGreaterThanOrEqualTo(2 * files.size());
  }

  @ParameterizedTest
  @EnumSource(
      value = ServerFault.Effect.class, mode = EnumSource.Mode.EXCLUDE,
      names = {"RETURN_STATUS", "HANG", "STALL"})
  void afterAFaultOnlyMissingFilesAreRequestedAgain(ServerFault.Effect effect) throws IOException {
    for (int i = 0; i < 3; i++) {
      server.inject(new ServerFault("POST /bundle", effect));
    }
    save();
    int asked = server.bundles.requested.stream().mapToInt(List::size).sum();
    int again =
        switch (effect) {
          // The client received nothing of the response.
          case LOSE_RESPONSE -> 3 * BATCH;
          case BREAK_BODY, FLIP_BYTE -> 2 * BATCH;
          default -> 0;
        };
    assertThat(asked).isBetween(FILES + 1, FILES + 1 + again);
    assertThat(requestsForSingleFiles()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503, 500})
  void aBundleRequestToABusyServerIsRetried(int status) throws IOException {
    server.inject(ServerFault.returnStatus("POST /bundle", status));
    save();
    assertThat(server.count("POST /bundle")).isEqualTo(5);
    assertThat(requestsForSingleFiles()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(value = FakeBundles.Kind.class, mode = EnumSource.Mode.EXCLUDE,
      names = {"CORRECT", "ENDLESS", "FIRST_FILE_ONLY"})
  void filesMissingInABundleAreDownloadedOneByOne(FakeBundles.Kind kind) throws IOException {
    server.bundles = new FakeBundles(server.bucket, kind);
    save();
    assertThat(requestsForSingleFiles()).isGreaterThan(FILES / 2);
  }

  @Test
  void contentThatDiffersFromTheManifestIsAFailureThatNamesTheFile() throws IOException {
    server.bucket.put(BucketLayout.file(V1, new UserPath("d3/f3")), "CONTENT OF 3".getBytes(UTF_8));
    try (GypsumClient client = server.client()) {
      RequestFailedException failure =
          catchThrowableOfType(RequestFailedException.class, () -> client.saveVersion(V1));
      assertThat(failure).hasMessageContaining("cannot download p/a/v1/d3/f3:")
          .hasMessageContaining("do not match the manifest");
    }
    Map<String, String> others = new TreeMap<>(files);
    others.remove("d3/f3");
    assertThat(tree(server.cache.resolve("bucket/p/a/v1"))).isEqualTo(others);
  }

  @Test
  void filesAreDownloadedOneByOneIfBundlesKeepFailing() throws IOException {
    for (int i = 0; i < 100; i++) {
      server.inject(new ServerFault("POST /bundle", ServerFault.Effect.RESET));
    }
    save();
    assertThat(requestsForSingleFiles()).isEqualTo(files.size());
  }

  @Test
  void whileBundlesMakeProgressTheRestIsRequestedTogether() throws IOException {
    files.remove("empty");
    server.bucket.addVersion(V1, files);
    server.bundles = new FakeBundles(server.bucket, FakeBundles.Kind.FIRST_FILE_ONLY);
    save();
    assertThat(requestsForSingleFiles()).isEqualTo(1);
  }

  @Test
  void anEndlessBundleIsCancelled() throws IOException {
    server.bundles = new FakeBundles(server.bucket, FakeBundles.Kind.ENDLESS);
    AtomicBoolean mostWasTaken = new AtomicBoolean();
    server.afterServing(3L * FakeBundles.ENDLESS_BYTES, () -> mostWasTaken.set(true));
    save();
    assertThat(server.count("POST /bundle")).isEqualTo(4);
    assertThat(mostWasTaken).isFalse();
  }

  @Test
  void concurrentThreadsDownloadEachFileOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Path>> saves =
          Collections.nCopies(8, () -> {
            try (GypsumClient own = server.client()) {
              return own.saveVersion(V1);
            }
          });
      for (Future<Path> saved : threads.invokeAll(saves)) {
        assertThat(tree(saved.get())).isEqualTo(files);
      }
    } finally {
      threads.shutdownNow();
    }
    List<String> asked = server.bundles.requested.stream().flatMap(List::stream).toList();
    assertThat(asked).doesNotHaveDuplicates();
    assertThat(asked.size() + requestsForSingleFiles()).isEqualTo(files.size());
  }

  @Test
  void anUnreachableServerIsReportedWithAFileName() {
    server.watch(new FakeServer.Watcher() {
      @Override
      public boolean received(int number, String request) {
        if (request.startsWith("POST /bundle")) {
          server.stopServing();
        }
        return true;
      }
    });
    try (GypsumClient client = server.client()) {
      RequestFailedException failure =
          catchThrowableOfType(RequestFailedException.class, () -> client.saveVersion(V1));
      assertThat(failure.getMessage()).contains("cannot download p/a/v1/d");
    }
  }

  @Test
  void onlyMissingFilesAreRequested() throws IOException {
    try (GypsumClient client = server.client()) {
      client.saveFile(V1, new UserPath("d0/f0"));
    }
    save();
    assertThat(server.bundles.requested).noneMatch(keys -> keys.contains("p/a/v1/d0/f0"));
  }

  @Test
  void overwriteDownloadsThemAgain() throws IOException {
    save();
    Files.writeString(server.cache.resolve("bucket/p/a/v1/d0/f0"), "damaged");
    try (GypsumClient client = server.client()) {
      client.saveVersion(V1, SaveOptions.DEFAULTS.withOverwrite(true));
    }
    assertThat(tree(server.cache.resolve("bucket/p/a/v1"))).isEqualTo(files);
    assertThat(server.count("POST /bundle")).isEqualTo(8);
  }

  @Test
  void aListenerIsNotifiedOfEachFile() {
    Set<String> finished = ConcurrentHashMap.newKeySet();
    AtomicLong bytes = new AtomicLong();
    TransferListener listener = new TransferListener() {
      @Override
      public void moves(long by) {
        bytes.addAndGet(by);
      }

      @Override
      public void finishes(String file) {
        assertThat(finished.add(file)).isTrue();
      }
    };
    try (GypsumClient client = server.clientBuilder().listener(listener).build()) {
      client.saveVersion(V1);
    }
    assertThat(finished).hasSize(files.size()).contains("p/a/v1/d0/f0");
    assertThat(bytes).hasValue(files.values().stream().mapToLong(String::length).sum());
  }

  @Test
  void aFileThatAppearsMeanwhileIsNotOverwritten(@TempDir Path directory) throws IOException {
    server.bucket.addVersion(V2, new TreeMap<>(Map.of("x", "1", "y", "2")));
    Path theirs = directory.resolve("y");
    server.watch(new FakeServer.Watcher() {
      @Override
      public void handled(int number, String request) {
        if (request.equals("GET /file/p%2Fa%2Fv2%2Fx")) {
          try {
            Files.writeString(theirs, "theirs");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    });
    try (GypsumClient client = server.clientBuilder().concurrency(1).build()) {
      assertThat(
          catchThrowableOfType(
              LocalFileException.class, () -> client.downloadVersion(V2, directory)))
          .hasMessageContaining("already exists with different content");
    }
    assertThat(theirs).hasContent("theirs");
  }

  @Test
  void aDownloadToADirectoryUsesBundlesToo(@TempDir Path directory) throws IOException {
    Manifest manifest = server.bucket.manifest(V1);
    Map<UserPath, ManifestEntry> linked = new TreeMap<>();
    List<UserPath> paths = new ArrayList<>(manifest.files().keySet());
    for (UserPath path : paths) {
      ManifestEntry entry = manifest.get(path);
      // Each content twice, so that two files have the same source.
      for (String copy : List.of("x/", "y/")) {
        linked.put(
            new UserPath(copy + path),
            new ManifestEntry(
                entry.sizeBytes(), entry.md5(), new Link(new FileAddress(V1, path), null)));
      }
    }
    server.bucket.publish(V2, new Manifest(linked), false);
    try (GypsumClient client = server.client()) {
      client.downloadVersion(V2, directory);
    }
    Map<String, String> expected = new TreeMap<>();
    files.forEach((path, text) -> {
      expected.put("x/" + path, text);
      expected.put("y/" + path, text);
    });
    assertThat(tree(directory)).isEqualTo(expected);
    assertThat(server.count("POST /bundle")).isBetween(1L, 5L);
  }
}
