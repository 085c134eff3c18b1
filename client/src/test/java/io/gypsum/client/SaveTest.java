package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SaveTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final UserPath X = new UserPath("d/x.txt");
  private static final UserPath BIG = new UserPath("big");
  /** Too large for one request without ranges. */
  private static final String LARGE_TEXT = "0123456789abcdef".repeat(64 * 1024);

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void theCacheContainsTheObjectsOfTheBucketUnchanged() throws IOException {
    publishLinked();
    assertThat(client.saveVersion(V2)).isEqualTo(server.cache.resolve("bucket/p/a/v2"));
    Map<String, String> expected = new TreeMap<>();
    for (String key : server.bucket.keys("p/a/v")) {
      if (!key.equals("p/a/v1/y") && !key.equals("p/a/v1/..manifest")) {
        expected.put("bucket/" + key, new String(server.bucket.get(key), UTF_8));
      }
    }
    expected.put("bucket/p/a/v2/e/l.txt", "hello");
    expected.put("SERVER", server.url() + "\n");
    String process = "process " + ProcessHandle.current().pid() + " of ";
    assertThat(server.cache.resolve("status/p/a/v1/LOCK")).content().startsWith(process);
    String holder = Files.readString(server.cache.resolve("status/p/a/v1/LOCK"));
    expected.put("status/p/a/v1/LOCK", holder);
    expected.put("status/p/a/v2/LOCK", holder);
    expected.put("status/p/a/v2/COMPLETE", "CHECKED\n");
    for (String version : List.of("p/a/v1", "p/a/v2")) {
      expected.put(
          "status/" + version + "/VERIFIED",
          "FILES\n" + new String(server.bucket.get(version + "/..summary"), UTF_8));
    }
    assertThat(tree()).isEqualTo(expected);
  }

  @Test
  void aCompleteVersionCausesNoRequest() {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "1"));
    client.saveVersion(V1);
    int before = server.requests().size();
    client.saveVersion(V1);
    client.saveFile(V1, X);
    client.fetchManifest(V1);
    client.fetchSummary(V1);
    assertThat(server.requests()).hasSize(before);
  }

  @Test
  void downloadsOnlyMissingFiles() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "1", "y", "2"));
    Path x = client.saveFile(V1, X);
    client.saveVersion(V1);
    assertThat(x).hasContent("1");
    assertThat(server.count("GET /file/p%2Fa%2Fv1%2Fd%2Fx.txt")).isEqualTo(1);
    assertThat(server.count("GET /file/p%2Fa%2Fv1%2F..manifest")).isEqualTo(1);
  }

  @Test
  void overwriteDownloadsAgain() throws IOException {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "1"));
    Files.writeString(client.saveVersion(V1).resolve("d/x.txt"), "2");
    client.saveVersion(V1);
    assertThat(server.cache.resolve("bucket/p/a/v1/d/x.txt")).hasContent("2");
    client.saveVersion(V1, SaveOptions.DEFAULTS.withOverwrite(true));
    assertThat(server.cache.resolve("bucket/p/a/v1/d/x.txt")).hasContent("1");
  }

  @Test
  void aMissingFileIsNotFound() {
    server.bucket.addVersion(V1, Map.of("y", "1"));
    assertThatThrownBy(() -> client.saveFile(V1, X))
        .hasMessage(
            "file 'd/x.txt' does not exist in 'p/a/v1'; 'gypsum ls p/a/v1' lists the files");
  }

  @Test
  void rule3ACorruptFileNeverEntersTheCache() throws IOException {
    for (ServerFault.Effect effect : List.of(
        ServerFault.Effect.FLIP_BYTE, ServerFault.Effect.TRUNCATE, ServerFault.Effect.APPEND_BYTE,
        ServerFault.Effect.BREAK_BODY)) {
      for (String text : List.of("small", LARGE_TEXT)) {
        server.bucket.addVersion(V1, Map.of("big", text));
        server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fbig", effect));
        assertThat(client.saveFile(V1, BIG, SaveOptions.DEFAULTS.withOverwrite(true)))
            .as("%s of %d bytes", effect, text.length())
            .hasContent(text);
      }
    }
    assertThat(tree().keySet()).noneMatch(name -> name.contains("/..part-"));
  }

  @Test
  void rule3ContentThatDiffersFromTheManifestIsAFailureThatNamesTheFile() throws IOException {
    server.bucket.addVersion(V1, Map.of("big", LARGE_TEXT));
    server.bucket.put(BucketLayout.file(V1, BIG), LARGE_TEXT.replace('a', 'b').getBytes(UTF_8));
    RequestFailedException failure =
        catchThrowableOfType(RequestFailedException.class, () -> client.saveFile(V1, BIG));
    assertThat(failure).hasMessageContaining("cannot download p/a/v1/big")
        .hasMessageContaining("do not match the manifest");
    assertThat(tree().keySet()).noneMatch(name -> name.contains("big") || name.contains("..part"));
  }

  @Test
  void rule3ABrokenConnectionIsResumedWithRangeAndIfRange() {
    server.bucket.addVersion(V1, Map.of("big", LARGE_TEXT));
    server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fbig", ServerFault.Effect.BREAK_BODY));
    assertThat(client.saveFile(V1, BIG)).hasContent(LARGE_TEXT);
    assertThat(server.ranges()).containsExactly("bytes=" + LARGE_TEXT.length() / 2 + "- If-Range");
  }

  @Test
  void rule3AStalledConnectionIsResumed() {
    server.bucket.addVersion(V1, Map.of("big", LARGE_TEXT));
    server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fbig", ServerFault.Effect.STALL));
    try (GypsumClient hasty =
        server.clientBuilder().stallTimeout(Duration.ofMillis(200)).build()) {
      assertThat(hasty.saveFile(V1, BIG)).hasContent(LARGE_TEXT);
    }
    assertThat(server.ranges()).containsExactly("bytes=" + LARGE_TEXT.length() / 2 + "- If-Range");
  }

  @Test
  void rule3ThePartFileOfAnEarlierRunIsResumed() throws IOException {
    server.bucket.addVersion(V1, Map.of("big", LARGE_TEXT));
    Path part = leavePart();
    assertThat(Files.size(part)).isEqualTo(LARGE_TEXT.length() / 2);
    assertThat(client.saveFile(V1, BIG)).hasContent(LARGE_TEXT);
    assertThat(server.ranges()).containsExactly("bytes=" + LARGE_TEXT.length() / 2 + "-");
    assertThat(part).doesNotExist();
  }

  @Test
  void rule3AnIncorrectPartFileIsDiscarded() throws IOException {
    server.bucket.addVersion(V1, Map.of("big", LARGE_TEXT));
    Path part = leavePart();
    byte[] wrong = Files.readAllBytes(part);
    wrong[7] ^= 1;
    Files.write(part, wrong);
    List<Duration> waits = new CopyOnWriteArrayList<>();
    try (GypsumClient other = server.clientBuilder().sleeper(waits::add).build()) {
      assertThat(other.saveFile(V1, BIG)).hasContent(LARGE_TEXT);
    }
    assertThat(waits).isEmpty();
  }

  @Test
  void rule3RepeatedBytesAreSubtractedFromTheProgress() {
    server.bucket.addVersion(V1, Map.of("big", LARGE_TEXT));
    server.inject(new ServerFault("GET /file/p%2Fa%2Fv1%2Fbig", ServerFault.Effect.FLIP_BYTE));
    RecordingListener progress = new RecordingListener();
    try (GypsumClient watched = server.clientBuilder().listener(progress).build()) {
      watched.saveVersion(V1);
    }
    assertThat(progress.events).containsExactly(
        "begins save p/a/v1 1 " + LARGE_TEXT.length(),
        "finishes p/a/v1/big", "ends save p/a/v1");
    assertThat(progress.moved.sum()).isEqualTo(LARGE_TEXT.length());
    assertThat(progress.undone.sum()).isEqualTo(-LARGE_TEXT.length());
  }

  @Test
  void rule3RandomFailuresEndInSuccessOrAFailureThatNamesTheFile() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      files.put("d" + i % 7 + "/f" + i, i % 20 == 0 ? LARGE_TEXT : "content of " + i);
    }
    server.bucket.addVersion(V1, files);
    Random random = new Random(7);
    ServerFault.Effect[] effects = {
        ServerFault.Effect.RETURN_STATUS, ServerFault.Effect.LOSE_RESPONSE,
        ServerFault.Effect.BREAK_BODY,
        ServerFault.Effect.FLIP_BYTE, ServerFault.Effect.TRUNCATE, ServerFault.Effect.APPEND_BYTE};
    files.keySet()
        .forEach(
            name -> {
              for (int i = 0; i < 3 && random.nextInt(5) == 0; i++) {
                server.inject(
                    new ServerFault(
                        "GET /file/p%2Fa%2Fv1%2F" + name.replace("/", "%2F"),
                        effects[random.nextInt(effects.length)], i % 2 == 0 ? 429 : 503,
                        () -> {}));
              }
            });
    Path saved = client.saveVersion(V1);
    files.forEach((name, text) -> assertThat(saved.resolve(name)).hasContent(text));
    assertThat(tree().keySet()).noneMatch(name -> name.contains("/..part-"));
  }

  @Test
  void rule4ALinkedFileIsTheSameFileAsItsSavedAncestor() throws IOException {
    publishLinked();
    Path linked = client.saveFile(V2, new UserPath("e/l.txt"));
    assertThat(linked).hasContent("hello");
    assertThat(server.requests()).contains("GET /file/p%2Fa%2Fv2%2Fe%2F..links");
    assertThat(Files.isSameFile(linked, server.cache.resolve("bucket/p/a/v1/d/x.txt"))).isTrue();
  }

  @Test
  void rule4AServerErrorDoesNotMeanThatThereAreNoLinks() {
    publishLinked();
    for (int i = 0; i < 6; i++) {
      server.inject(ServerFault.returnStatus("GET /file/p%2Fa%2Fv2%2Fe%2F..links", 500));
    }
    RequestFailedException failure =
        catchThrowableOfType(
            RequestFailedException.class,
            () -> client.saveFile(V2, new UserPath("e/l.txt")));
    assertThat(failure.status()).hasValue(500);
  }

  @Test
  void filesOfACompleteVersionAreComparedOnRequest() throws IOException {
    publishLinked();
    Path saved = client.saveVersion(V2);
    // The link is the same file as its source in V1.
    Files.writeString(saved.resolve("e/l.txt"), "HELLO");
    Files.writeString(saved.resolve("own"), "3");
    client.saveVersion(V2);
    assertThat(saved.resolve("own")).hasContent("3");
    client.saveVersion(V2, SaveOptions.DEFAULTS.withVerify(true));
    assertThat(saved.resolve("own")).hasContent("2");
    assertThat(saved.resolve("e/l.txt")).hasContent("hello");
    assertThat(client.saveFile(V1, X)).hasContent("hello");
  }

  @Test
  void withoutRelinkOnlyStoredFilesAreSavedAndTheVersionIsNotComplete() throws IOException {
    publishLinked();
    Path saved = client.saveVersion(V2, SaveOptions.DEFAULTS.withRelink(false));
    assertThat(saved.resolve("e/l.txt")).doesNotExist();
    assertThat(tree()).doesNotContainKeys("status/p/a/v2/COMPLETE");
    assertThat(client.saveVersion(V2).resolve("e/l.txt")).hasContent("hello");
    assertThat(tree()).containsKey("status/p/a/v2/COMPLETE");
  }

  @Test
  void resolvesLinksThatAnotherClientOmitted() throws IOException {
    publishLinked();
    Path linked = client.saveVersion(V2).resolve("e/l.txt");
    Files.delete(linked);
    client.saveVersion(V2);
    assertThat(linked).hasContent("hello");
    Files.delete(linked);
    client.saveVersion(V2, SaveOptions.DEFAULTS.withVerify(true));
    assertThat(linked).hasContent("hello");
    Files.delete(linked);
    client.resolveLinks(V2);
    assertThat(linked).hasContent("hello");
  }

  @Test
  void resolvingLinksComparesExistingFilesOnRequest() throws IOException {
    publishLinked();
    Path linked = client.saveVersion(V2).resolve("e/l.txt");
    Files.delete(linked);
    Files.writeString(linked, "jello");
    client.resolveLinks(V2);
    assertThat(linked).hasContent("jello");
    client.resolveLinks(V2, SaveOptions.DEFAULTS.withVerify(true));
    assertThat(linked).hasContent("hello");

    Path source = server.cache.resolve("bucket/p/a/v1").resolve(X.value());
    Files.delete(source);
    Files.writeString(source, "jello");
    Files.delete(linked);
    client.resolveLinks(V2, SaveOptions.DEFAULTS.withVerify(true));
    assertThat(source).hasContent("hello");
    assertThat(linked).hasContent("hello");
  }

  @Test
  void resolvingLinksCreatesTheSelectedFilesOnly() {
    publishLinked();
    Path version = client.saveVersion(V2, SaveOptions.DEFAULTS.withRelink(false));
    FileSelection other = FileSelection.ALL.withInclude(PathPatterns.of(List.of("own")));
    client.resolveLinks(V2, SaveOptions.DEFAULTS.withFiles(other));
    assertThat(version.resolve("e")).doesNotExist();
    FileSelection folder = FileSelection.ofFolder(new UserPath("e"));
    client.resolveLinks(V2, SaveOptions.DEFAULTS.withFiles(folder).withRelink(false));
    assertThat(version.resolve("e/l.txt")).hasContent("hello");
  }

  @Test
  void rule5AVersionOnProbationIsFetchedAgainAndNeverComplete() throws IOException {
    Manifest first = server.bucket.addVersion(V1, Map.of("d/x.txt", "first"));
    server.bucket.publish(V1, first, true);
    assertThat(client.saveVersion(V1).resolve("d/x.txt")).hasContent("first");
    assertThat(tree()).doesNotContainKeys(
        "status/p/a/v1/COMPLETE", "bucket/p/a/v1/..summary", "bucket/p/a/v1/..manifest");
    Manifest second = server.bucket.addVersion(V1, Map.of("d/x.txt", "other"));
    server.bucket.publish(V1, second, true);
    assertThat(client.fetchManifest(V1)).isEqualTo(second);
    assertThat(client.saveFile(V1, X)).hasContent("other");
  }

  @Test
  void rule5FilesFromProbationAreCheckedAfterTheApproval() {
    Manifest first = server.bucket.addVersion(V1, Map.of("d/x.txt", "first", "y", "same"));
    server.bucket.publish(V1, first, true);
    client.saveVersion(V1);
    server.bucket.addVersion(V1, Map.of("d/x.txt", "other", "y", "same"));
    assertThat(client.saveVersion(V1).resolve("d/x.txt")).hasContent("other");
    assertThat(server.count("GET /file/p%2Fa%2Fv1%2Fy")).isEqualTo(1);
  }

  @Test
  void rule5TheLatestVersionIsNeverCached() {
    server.bucket.addVersion(V1, Map.of("y", "1"));
    client.fetchLatest(V1.projectAsset());
    server.bucket.addVersion(V2, Map.of("y", "1"));
    assertThat(client.fetchLatest(V1.projectAsset())).contains(V2.version());
  }

  @Test
  void anOfflineClientReadsOnlyFromTheCache() {
    publishLinked();
    client.saveVersion(V2);
    try (GypsumClient offline = server.clientBuilder().offline(true).build()) {
      int before = server.requests().size();
      assertThat(offline.saveVersion(V2).resolve("e/l.txt")).hasContent("hello");
      assertThat(offline.saveFile(V1, X)).hasContent("hello");
      assertThat(offline.fetchManifest(V2).files()).hasSize(2);
      assertThatThrownBy(() -> offline.saveFile(V1, new UserPath("y")))
          .hasMessageContaining("offline");
      assertThat(server.requests()).hasSize(before);
    }
  }

  @Test
  void concurrentClientsDownloadEachFileOnce() throws Exception {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      files.put("f" + i, "content of " + i);
    }
    server.bucket.addVersion(V1, files);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Path>> saved =
          threads.invokeAll(IntStream.range(0, 8).mapToObj(this::saveWithOwnClient).toList());
      for (Future<Path> one : saved) {
        files.forEach((name, text) -> assertThat(get(one).resolve(name)).hasContent(text));
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(server.requests().stream().filter(request -> request.contains("%2Ff")))
        .hasSize(40);
  }

  @Test
  void ofConcurrentThreadsOneChecksTheExistingFiles() throws Exception {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "1"));
    Path stray = server.cache.resolve("bucket/p/a/v1/stray");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 1; round <= 10; round++) {
        server.emptyCache();
        Files.createDirectories(stray.getParent());
        Files.writeString(stray, "of another");
        for (Future<Path> one : threads
            .invokeAll(IntStream.range(0, 8).mapToObj(this::saveWithOwnClient).toList())) {
          assertThat(get(one).resolve("d/x.txt")).hasContent("1");
        }
        assertThat(stray).hasContent("of another");
        assertThat(server.count("GET /file/p%2Fa%2Fv1%2F..manifest")).isEqualTo(round);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<Path> saveWithOwnClient(int number) {
    return () -> {
      try (GypsumClient own = server.client()) {
        return own.saveVersion(V1);
      }
    };
  }

  private static Path get(Future<Path> future) {
    try {
      return future.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void listsInternalNamesOnRequestAndSkipsInvalidNames() {
    server.bucket.addVersion(V1, Map.of("d/x.txt", "1"));
    server.bucket.putUnchecked("p/a/v1/bad\\name", new byte[1]);
    assertThat(client.listFiles(V1))
        .containsExactlyInAnyOrder("..manifest", "..summary", "d/x.txt");
    assertThat(client.listFiles(V1, ListOptions.DEFAULTS.withPrefix("d").withInternal(false)))
        .containsExactly("d/x.txt");
    assertThat(client.listFiles(V1, ListOptions.DEFAULTS.withInternal(false)))
        .containsExactly("d/x.txt");
  }

  @Test
  void s3CredentialsAreFetchedOnceAWeekAndReadableByTheirOwnerOnly() throws IOException {
    assertThat(client.publicS3Config()).isEmpty();
    server.bucket.setS3Config(
        "{\"endpoint\":\"https://s3.example.org\",\"bucket\":\"b\",\"key\":\"k\",\"secret\":\"hush\"}");
    S3Config config = client.publicS3Config().orElseThrow();
    assertThat(config.secret()).isEqualTo("hush");
    assertThat(config.toString()).doesNotContain("hush");
    assertThat(client.publicS3Config()).contains(config);
    assertThat(server.count("GET /credentials/")).isEqualTo(2);
    Path kept = server.cache.resolve("credentials/s3.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");
    Files.setLastModifiedTime(
        kept, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    client.publicS3Config();
    assertThat(server.count("GET /credentials/")).isEqualTo(3);
  }

  @Test
  void anInterruptEndsTheCall() {
    server.bucket.addVersion(V1, Map.of("big", LARGE_TEXT));
    Thread caller = Thread.currentThread();
    server.inject(
        new ServerFault(
            "GET /file/p%2Fa%2Fv1%2Fbig", ServerFault.Effect.STALL, 0, caller::interrupt));
    GypsumException failure =
        catchThrowableOfType(GypsumException.class, () -> client.saveVersion(V1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure).hasMessageEndingWith("interrupted");
    assertThat(client.saveVersion(V1).resolve("big")).hasContent(LARGE_TEXT);
  }

  /** v2/e/l.txt is v1/d/x.txt; also v2/own. */
  private void publishLinked() {
    ManifestEntry real =
        server.bucket.addVersion(V1, Map.of("d/x.txt", "hello", "y", "1")).get(X);
    Link link = new Link(new FileAddress(V1, X), null);
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    files.putAll(server.bucket.addVersion(V2, Map.of("own", "2")).files());
    files.put(new UserPath("e/l.txt"), new ManifestEntry(real.sizeBytes(), real.md5(), link));
    Manifest manifest = new Manifest(files);
    server.bucket.publish(V2, manifest, false);
    manifest.linksByDirectory()
        .forEach((directory, links) -> server.bucket.put(BucketLayout.links(V2, directory), links));
  }

  /** Leaves the part file of a process that was killed after half of the bytes. */
  private Path leavePart() throws IOException {
    for (int i = 0; i < 6; i++) {
      server.inject(
          i == 0
              ? new ServerFault("GET /file/p%2Fa%2Fv1%2Fbig", ServerFault.Effect.BREAK_BODY)
              : ServerFault.returnStatus("GET /file/p%2Fa%2Fv1%2Fbig", 500));
    }
    assertThatThrownBy(() -> client.saveFile(V1, BIG)).isInstanceOf(RequestFailedException.class);
    try (Stream<Path> files = Files.list(server.cache.resolve("bucket/p/a/v1"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("..part-"))
          .findFirst()
          .orElseThrow();
    }
  }

  private Map<String, String> tree() throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(server.cache)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        tree.put(server.cache.relativize(file).toString(), Files.readString(file));
      }
    }
    return tree;
  }
}
