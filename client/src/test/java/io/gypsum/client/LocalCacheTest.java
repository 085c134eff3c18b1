package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.gypsum.client.bucket.CachedDocuments;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is in the cache of {@link FakeServer#client}: v1, and v2 with a link to a file of v1. */
class LocalCacheTest {
  private static final AssetVersion V1 = AssetVersion.parse("p/a/v1");
  private static final AssetVersion V2 = AssetVersion.parse("p/a/v2");
  private static final UserPath X = new UserPath("d/x.txt");
  private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");

  private final FakeServer server = new FakeServer();
  private final GypsumClient client = server.client();
  private final LocalCache cache = client.localCache();
  private Path x;
  private Path linked;
  private Path complete;
  @TempDir private Path directory;

  @BeforeEach
  void download() {
    ManifestEntry real = server.bucket.addVersion(V1, Map.of("d/x.txt", "12345", "y", "2")).get(X);
    Map<UserPath, ManifestEntry> files =
        new LinkedHashMap<>(server.bucket.addVersion(V2, Map.of("own", "3")).files());
    files.put(
        new UserPath("l.txt"),
        new ManifestEntry(
            real.sizeBytes(), real.md5(), new Link(new FileAddress(V1, X), null)));
    server.bucket.publish(V2, new Manifest(files), false);
    x = client.saveVersion(V1).resolve("d/x.txt");
    linked = client.saveVersion(V2).resolve("l.txt");
    complete = server.cache.resolve("status/p/a/v1/COMPLETE");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private CachedVersion cached(AssetVersion version) {
    return find(version).orElseThrow();
  }

  private Optional<CachedVersion> find(AssetVersion version) {
    return cache.versions().stream().filter(one -> one.version().equals(version)).findFirst();
  }

  private void assertKept(String reason) {
    assertThat(cache.obstacle(cached(V1))).hasValueSatisfying(
        obstacle -> assertThat(obstacle).contains(reason));
    assertThatThrownBy(() -> cache.remove(cached(V1))).isInstanceOf(GypsumException.class)
        .hasMessageContaining("cannot delete 'p/a/v1' from the cache")
        .hasMessageContaining(reason);
    assertThat(complete).exists();
    assertThat(x).hasContent("12345");
  }

  @Test
  void versionsAreListedWithTheirSizes() throws IOException {
    Files.createDirectories(server.cache.resolve("bucket/p/a/..odd"));
    assertThat(cache.versions()).extracting(CachedVersion::version).containsExactly(V1, V2);
    CachedVersion v1 = cached(V1);
    assertThat(v1.files()).isEqualTo(new CachedVersion.Totals(2, 6, 5));
    assertThat(v1.isComplete()).isTrue();
    assertThat(v1.clones()).isEmpty();
    assertThat(v1.lastUse()).isAfter(OLD);
  }

  @Test
  void aDeletedVersionIsDownloadedAgain() {
    cache.remove(cached(V1));
    assertThat(find(V1)).isEmpty();
    assertThat(complete).doesNotExist();
    assertThat(linked).hasContent("12345");
    try (GypsumClient offline = server.clientBuilder().offline(true).build()) {
      assertThat(offline.saveVersion(V2).resolve("l.txt")).hasContent("12345");
    }
    assertThat(client.saveVersion(V1).resolve("d/x.txt")).hasContent("12345");
    assertThat(complete).exists();
  }

  @Test
  void aCrashNeverLeavesAVersionThatLooksComplete() {
    CacheDirectory layout = new CacheDirectory(server.cache, server.cache);
    for (int steps = 0;; steps++) {
      int left = steps;
      int[] count = {0};
      LocalCache crashing =
          new LocalCache(layout, documents(layout), InstantSource.system(), path -> {
            if (count[0]++ == left) {
              throw new IOException("killed");
            }
            Files.deleteIfExists(path);
          });
      boolean done = false;
      try {
        crashing.remove(cached(V1));
        done = true;
      } catch (GypsumException e) {
        assertThat(e).hasMessageContaining("cannot be deleted");
      }
      if (Files.exists(complete)) {
        assertThat(x).hasContent("12345");
        assertThat(x.getParent().resolveSibling("y")).hasContent("2");
      }
      Path saved = client.saveVersion(V1);
      assertThat(saved.resolve("d/x.txt")).hasContent("12345");
      assertThat(saved.resolve("y")).hasContent("2");
      assertThat(complete).exists();
      if (done) {
        // COMPLETE, VERIFIED, two documents, two files, two directories, and the list of clones.
        assertThat(steps).isEqualTo(9);
        return;
      }
    }
  }

  private static CachedDocuments documents(CacheDirectory layout) {
    return new CachedDocuments(new DocumentFetcher(null, null), layout);
  }

  @Test
  void aVersionThatIsBeingDownloadedIsKept() throws Exception {
    try (ProcessLock lock =
        ProcessLock.acquire(server.cache.resolve("status/p/a/v1/LOCK"))) {
      assertKept("a process is downloading it");
    }
    cache.remove(cached(V1));
  }

  @Test
  void recentFilesOfOtherClientsKeepAVersion() throws IOException {
    for (String name : List.of("x.txt.lock", "tmpa1b2c3d4", "..part-1", "..new-1")) {
      Path file = Files.writeString(x.resolveSibling(name), "half");
      assertKept("'" + name + "' in it is less than an hour old");
      Files.setLastModifiedTime(file, FileTime.from(OLD));
    }
    cache.remove(cached(V1));
    assertThat(x.resolveSibling("x.txt.lock")).exists();
    assertThat(x.resolveSibling("tmpa1b2c3d4")).doesNotExist();
    assertThat(x).doesNotExist();
  }

  @Test
  void aVersionIsKeptUntilItsClonesAreDeleted() throws IOException {
    Path clone = directory.resolve("clone");
    client.cloneVersion(V1, clone, CloneOptions.DEFAULTS);
    client.cloneVersion(V1, clone, CloneOptions.DEFAULTS);
    assertThat(cached(V1).clones()).containsExactly(clone);
    assertKept("the clone '" + clone + "' contains links to it");
    Files.delete(clone.resolve("d/x.txt"));
    assertKept("the clone '" + clone + "'");
    Files.delete(clone.resolve("y"));
    Path whole = Files.createSymbolicLink(clone.resolve("v1"), x.getParent().getParent());
    assertKept("the clone '" + clone + "'");
    Files.delete(whole);
    assertThat(cached(V1).clones()).isEmpty();
    cache.remove(cached(V1));
  }

  @Test
  void aCloneIsFoundEvenIfTheVersionWasListedBeforeOrItsPathsHaveOtherSpellings()
      throws IOException {
    CachedVersion listed = cached(V1);
    Path clone = directory.resolve("clone");
    Path root = Files.createSymbolicLink(directory.resolve("home"), server.cache);
    try (GypsumClient other = server.clientBuilder().cacheDirectory(root).build()) {
      other.cloneVersion(V1, clone, CloneOptions.DEFAULTS);
    }
    assertThat(Files.readSymbolicLink(clone.resolve("y"))).startsWith(root);
    assertThatThrownBy(() -> cache.remove(listed)).hasMessageContaining("the clone '" + clone);
    assertKept("the clone '" + clone + "'");

    Path moved = Files.move(clone, directory.resolve("moved"));
    Files.createSymbolicLink(clone, moved);
    assertKept("the clone '" + clone + "'");
    Files.delete(clone);
    cache.remove(listed);
  }

  @Test
  void filesOfTheManifestAreNotTakenForLocksOrIncompleteDownloads() throws IOException {
    AssetVersion v3 = AssetVersion.parse("p/a/v3");
    server.bucket.addVersion(v3, Map.of("renv.lock", "123", "d/tmp_results", "4567"));
    Path renv = client.saveVersion(v3).resolve("renv.lock");
    assertThat(cached(v3).files()).isEqualTo(new CachedVersion.Totals(2, 7, 0));
    Path lock = Files.writeString(renv.resolveSibling("x.lock"), "");
    Files.setLastModifiedTime(lock, FileTime.from(OLD));
    assertThat(cache.removeIfUnused(cached(v3))).isEmpty();
    assertThat(lock).exists();
    assertThat(renv).doesNotExist();
    assertThat(renv.resolveSibling("d")).doesNotExist();
  }

  @Test
  void damageIsReportedEvenIfTheCacheCannotBeWritten() throws IOException {
    CachedVersion listed = cached(V1);
    Files.writeString(x, "1234X");
    Path lock = server.cache.resolve("status/p/a/v1/LOCK");
    Files.delete(lock);
    Files.createDirectory(lock);
    assertThat(cache.verify(listed))
        .isEqualTo(new LocalCache.Comparison(List.of(X), List.of(), 2, false));
    assertThat(complete).exists();
  }

  @Test
  void aVersionToWhichSymbolicLinksOfTheCacheLeadIsKept() throws IOException {
    Files.delete(linked);
    Files.createSymbolicLink(linked, linked.getParent().relativize(x));
    assertKept("files of p/a/v2 are symbolic links to it");
    cache.remove(cached(V2));
    cache.remove(cached(V1));
  }

  @Test
  void corruptAndMissingFilesAreFoundAndReplacedByTheNextDownload() throws IOException {
    assertThat(cache.verify(cached(V1))).isEqualTo(
        new LocalCache.Comparison(List.of(), List.of(), 2, true));
    assertThat(complete).exists();
    Files.writeString(x, "1234X");
    Files.delete(x.getParent().resolveSibling("y"));

    assertThat(cache.verify(cached(V1))).isEqualTo(
        new LocalCache.Comparison(List.of(X), List.of(new UserPath("y")), 1, true));
    assertThat(cache.verify(cached(V2)).corrupt()).containsExactly(new UserPath("l.txt"));
    assertThat(complete).doesNotExist();
    assertThat(x).hasContent("1234X");

    assertThat(client.saveFile(V1, X)).hasContent("12345");
    assertThat(client.saveVersion(V1).resolve("y")).hasContent("2");
    assertThat(client.saveVersion(V2).resolve("l.txt")).hasContent("12345");
    assertThat(cache.verify(cached(V2)).isCorrect()).isTrue();
  }

  @Test
  void verificationDoesNotCountAsUse() throws IOException {
    Files.getFileAttributeView(x, BasicFileAttributeView.class)
        .setTimes(FileTime.from(OLD), FileTime.from(OLD), null);
    cache.verify(cached(V1));
    BasicFileAttributeView view = Files.getFileAttributeView(x, BasicFileAttributeView.class);
    assertThat(view.readAttributes().lastAccessTime().toInstant()).isEqualTo(OLD);
  }

  @Test
  void useOfACachedVersionIsRecorded() throws IOException {
    Path verified = server.cache.resolve("status/p/a/v1/VERIFIED");
    FileSelection folder = FileSelection.ofFolder(new UserPath("d"));
    for (Runnable use : List.<Runnable>of(
        () -> client.saveVersion(V1), () -> client.saveFile(V1, X),
        () -> client.saveVersion(V1, SaveOptions.DEFAULTS.withFiles(folder)))) {
      Files.setLastModifiedTime(verified, FileTime.from(OLD));
      use.run();
      assertThat(Files.getLastModifiedTime(verified).toInstant()).isAfter(OLD);
    }
  }

  @Test
  void aVerifyingDownloadReplacesDamagedFilesOfACompleteVersion() throws IOException {
    SaveOptions verify = SaveOptions.DEFAULTS.withVerify(true);
    FileSelection folder = FileSelection.ofFolder(new UserPath("d"));
    for (Runnable download : List.<Runnable>of(
        () -> client.saveVersion(V1, verify), () -> client.saveFile(V1, X, verify),
        () -> client.saveVersion(V1, verify.withFiles(folder)))) {
      Files.writeString(x, "1234X");
      client.saveVersion(V1);
      assertThat(x).hasContent("1234X");
      download.run();
      assertThat(x).hasContent("12345");
    }
    // The link is a second name of the corrupt file, not of its replacement.
    client.saveVersion(V2, verify);
    Files.writeString(linked, "1234X");
    client.saveVersion(V2, verify);
    assertThat(linked).hasContent("12345");
    assertThat(x).hasContent("12345");
  }

  @Test
  void aVerifyingDownloadReportsTheComparisonAsAPhaseAndThenDownloadsOnlyDamagedFiles()
      throws IOException {
    Files.writeString(x, "1234X");
    RecordingListener progress = new RecordingListener();
    SaveOptions verify = SaveOptions.DEFAULTS.withVerify(true).withProgress(progress);
    client.saveVersion(V1, verify);
    assertThat(progress.phases)
        .containsExactly("enters CHECKING p/a/v1 2 6", "leaves CHECKING");
    assertThat(progress.checked.sum()).isEqualTo(6);
    assertThat(progress.events).containsExactly(
        "begins save p/a/v1 1 5", "finishes p/a/v1/d/x.txt", "ends save p/a/v1");

    Files.delete(x);
    progress.phases.clear();
    client.saveFile(V1, X, verify);
    assertThat(progress.phases).isEmpty();
    client.saveFile(V1, X, verify);
    assertThat(progress.phases)
        .containsExactly("enters CHECKING p/a/v1 1 5", "leaves CHECKING");
  }
}
