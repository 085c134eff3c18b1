package io.gypsum.server.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.Key;
import io.gypsum.server.archive.ContentChecksums;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArchiveHandlerTest {
  /** Enough for the largest archive of these tests, but not for another one at the same time. */
  private static final int MAX_FILES = 51;

  @TempDir Path directory;

  private final Store memory = new MemoryStore();
  private final WatchedStore store = new WatchedStore(memory);
  private final List<ByteRange> rangesOfBig = new CopyOnWriteArrayList<>();
  private final MemoryChecksums checksums = new MemoryChecksums();
  private HttpServer server;

  private static final class MemoryChecksums implements ContentChecksums {
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    @Override
    public OptionalInt find(Md5 md5, long sizeBytes) {
      Integer crc32 = known.get(md5 + " " + sizeBytes);
      return crc32 == null ? OptionalInt.empty() : OptionalInt.of(crc32);
    }

    @Override
    public void add(Md5 md5, long sizeBytes, int crc32) {
      known.put(md5 + " " + sizeBytes, crc32);
    }

    void clear() {
      known.clear();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void start() throws IOException {
    new TestVersion(memory, "p/a/v1").file("b.txt", "second first")
        .file("a/ü & ö.csv", "x,y\n")
        .file("a/empty", "")
        .file("a/deep/big.bin", "0123456789".repeat(10_000))
        .emptyDirectory("a/nothing")
        .publish();
    new TestVersion(memory, "p/a/v2").link("linked", "p/a/v1/b.txt", "second first")
        .latest()
        .publish();
    new TestVersion(memory, "p/a/none").publish();
    new TestVersion(memory, "p/a/review").file("f", "new")
        .write(new Summary("user", TestVersion.START, TestVersion.FINISH, true));
    new TestVersion(memory, "p/a/running").file("f", "new")
        .write(new Summary("user", TestVersion.START, null, null));
    BucketReader bucket =
        new BucketReader(new ForwardingReadStore(store) {
          @Override
          public Optional<StoredObject> get(Key key, ByteRange range) {
            if (key.fileName().equals("big.bin")) {
              rangesOfBig.add(range);
            }
            return super.get(key, range);
          }
        });
    server =
        TestHttp.start(
            TestHttp.get(
                "/archive/{project}/{asset}/{path...}",
                new ArchiveHandler(
                    new CachedManifests(bucket),
                    new PublishedVersions(bucket, TestLanes.ample()), checksums,
                    TestLanes.ample(), InstantSource.system(), MAX_FILES)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer get(String path, String... headers) throws IOException {
    return RawHttp.ask(server.port(), "GET", "/archive/" + path, headers);
  }

  /** Returns the contents of an archive by name, in its order; null for directories. */
  private Map<String, String> contents(byte[] archive) throws IOException {
    Path file = Files.write(directory.resolve("test.zip"), archive);
    Map<String, String> contents = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements();) {
        ZipEntry entry = all.nextElement();
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        contents.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
        assertThat(entry.getLastModifiedTime().toInstant())
            .isEqualTo(Instant.parse("2026-03-01T12:34:56Z"));
      }
    }
    return contents;
  }

  @Test
  void anArchiveContainsAllFilesInTheOrderOfTheManifest() throws IOException {
    Answer answer = get("p/a/v1.zip");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("application/zip");
    assertThat(answer.header("content-length")).isEqualTo(answer.body().length + "");
    assertThat(answer.header("content-disposition"))
        .isEqualTo("attachment; filename=\"p-a-v1.zip\"");
    assertThat(answer.header("cache-control")).isEqualTo("public, max-age=31536000, immutable");
    Map<String, String> contents = contents(answer.body());
    assertThat(contents.keySet()).containsExactly(
        "a-v1/", "a-v1/b.txt", "a-v1/a/ü & ö.csv", "a-v1/a/empty", "a-v1/a/deep/big.bin",
        "a-v1/a/nothing/");
    assertThat(contents).containsEntry("a-v1/b.txt", "second first")
        .containsEntry("a-v1/a/ü & ö.csv", "x,y\n")
        .containsEntry("a-v1/a/deep/big.bin", "0123456789".repeat(10_000));
  }

  @Test
  void anArchiveOfAFolderContainsTheFolder() throws IOException {
    Answer answer = get("p/a/v1/a/deep.zip");
    assertThat(answer.header("content-disposition"))
        .isEqualTo("attachment; filename=\"p-a-v1-a-deep.zip\"");
    assertThat(contents(answer.body()).keySet()).containsExactly("deep/", "deep/big.bin");
    assertThat(contents(get("p/a/v1/a.zip").body()).keySet()).containsExactly(
        "a/", "a/ü & ö.csv", "a/empty", "a/deep/big.bin", "a/nothing/");
  }

  @Test
  void anEmptyVersionOrFolderIsAnArchiveOfADirectory() throws IOException {
    assertThat(contents(get("p/a/none.zip").body()).keySet()).containsExactly("a-none/");
    assertThat(contents(get("p/a/v1/a/nothing.zip").body()).keySet()).containsExactly("nothing/");
  }

  @Test
  void theArchiveOfTheLatestVersionContainsTheContentsOfLinksAndIsRevalidated()
      throws IOException {
    Answer answer = get("p/a/latest.zip");
    assertThat(contents(answer.body())).containsEntry("a-v2/linked", "second first");
    assertThat(answer.header("cache-control")).isEqualTo("no-cache");
    assertThat(get("p/a/latest.zip", "If-None-Match: " + answer.header("etag")).status())
        .isEqualTo(304);
    assertThat(get("p/a/review.zip").header("cache-control")).isEqualTo("no-cache");
  }

  @Test
  void everyRangeIsThatPartOfTheArchive() throws IOException {
    byte[] whole = get("p/a/v1/a.zip").body();
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      positions.add(i);
      positions.add(whole.length - 1 - i);
    }
    positions.add(whole.length / 2);
    for (int from : positions) {
      // With and without the checksums of earlier responses.
      if (from % 3 == 0) {
        checksums.clear();
      }
      int to = Math.min(whole.length, from + 1 + (from * 7_919) % whole.length);
      Answer part = get("p/a/v1/a.zip", "Range: bytes=" + from + "-" + (to - 1));
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.header("content-range"))
          .isEqualTo("bytes " + from + "-" + (to - 1) + "/" + whole.length);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, from, to));
    }
  }

  @Test
  void aResumedDownloadReadsOnlyTheBeginningOfTheInterruptedFileAgain() throws IOException {
    byte[] whole = get("p/a/v1/a.zip").body();
    int start = new String(whole, StandardCharsets.ISO_8859_1).indexOf("01234567890123456789");
    checksums.clear();
    rangesOfBig.clear();
    Answer rest = get("p/a/v1/a.zip", "Range: bytes=" + (start + 40_000) + "-");
    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(whole, start + 40_000, whole.length));
    assertThat(rangesOfBig)
        .containsExactly(new ByteRange(0, 40_000), new ByteRange(40_000, 60_000));
    rangesOfBig.clear();
    assertThat(get("p/a/v1/a.zip", "Range: bytes=" + (start + 40_000) + "-").status())
        .isEqualTo(206);
    assertThat(rangesOfBig).containsExactly(new ByteRange(40_000, 60_000));
  }

  @Test
  void smallFilesAreReadAhead() throws IOException {
    TestVersion version = new TestVersion(memory, "p/a/many");
    for (int i = 0; i < 50; i++) {
      version.file("f" + i, "content " + i);
    }
    version.publish();
    CountDownLatch later = new CountDownLatch(1);
    AtomicBoolean readAhead = new AtomicBoolean();
    store.before("get p/a/many/f10", later::countDown);
    store.before("get p/a/many/f0", () -> readAhead.set(await(later)));
    Map<String, String> contents = contents(get("p/a/many.zip").body());
    assertThat(readAhead).isTrue();
    assertThat(contents).hasSize(51).containsEntry("a-many/f49", "content 49");
  }

  @Test
  void theNumberOfFilesInAllArchivesThatAreBeingSentIsLimited() throws IOException {
    TestVersion version = new TestVersion(memory, "p/a/many");
    for (int i = 0; i < MAX_FILES - 2; i++) {
      version.file("f" + i, "");
    }
    version.file("last", "content").publish();
    AtomicInteger other = new AtomicInteger();
    store.before("get p/a/many/last", () -> other.set(status("p/a/v2.zip")));
    assertThat(get("p/a/many.zip").status()).isEqualTo(200);
    assertThat(other).hasValue(503);
    assertThat(get("p/a/v2.zip").status()).isEqualTo(200);
    version.file("one more", "").publish();
    assertThat(contents(get("p/a/many.zip").body())).hasSize(MAX_FILES + 1);
  }

  private int status(String path) {
    try {
      return get(path).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void conditionsAndHeadWork() throws IOException {
    Answer head = RawHttp.ask(server.port(), "HEAD", "/archive/p/a/v1.zip");
    assertThat(head.header("content-length")).isEqualTo(get("p/a/v1.zip").body().length + "");
    assertThat(head.header("accept-ranges")).isEqualTo("bytes");
    String etag = head.header("etag");
    assertThat(get("p/a/v1.zip", "Range: bytes=5-", "If-Range: " + etag).status()).isEqualTo(206);
    assertThat(get("p/a/v1.zip", "Range: bytes=5-", "If-Range: \"x\"").status()).isEqualTo(200);
    assertThat(get("p/a/v1.zip", "If-Match: \"x\"").status()).isEqualTo(412);
    assertThat(get("p/a/v1.zip", "Range: bytes=1000000-").status()).isEqualTo(416);
    assertThat(get("p/a/v1.zip", "Range: bytes=0-1,5-6").status()).isEqualTo(200);
  }

  @Test
  void aMissingFileBreaksTheConnectionInsteadOfEndingTheArchive() throws IOException {
    memory.delete(List.of(new Key("p/a/v1/a/deep/big.bin")));
    assertThat(get("p/a/v1.zip").status()).isEqualTo(404);
    assertThat(get("p/a/v1.zip", "Range: bytes=-22").status()).isEqualTo(404);
    new TestVersion(memory, "p/a/v3").file("big", "x".repeat(100_000))
        .link("gone", "p/a/v0/f", "?")
        .publish();
    assertThatThrownBy(() -> get("p/a/v3.zip")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource({
      "p/a/v1, 404, expected VERSION.zip",
      "p/a/.zip, 404, expected VERSION.zip",
      "p/a/v9.zip, 404, version 'p/a/v9' does not exist",
      "p/a/running.zip, 404, is still being uploaded",
      "p/a/v1/b.zip, 404, has no folder 'b/'",
      "p/a/v1/b.txt.zip, 404, has no folder 'b.txt/'",
      "p/b/latest.zip, 404, has no latest version",
      "p/a/v1/..x.zip, 400, ..x"})
  void otherPathsAreRefused(String path, int status, String reason) throws IOException {
    Answer answer = get(path);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(reason);
  }
}
