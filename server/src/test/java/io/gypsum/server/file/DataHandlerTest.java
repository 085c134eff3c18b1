package io.gypsum.server.file;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.document.Summary;
import io.gypsum.core.name.Key;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.testing.ReachableStore;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.TestVersion;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DataHandlerTest {
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private final Store memory = new MemoryStore();
  private final WatchedStore store = new WatchedStore(memory);
  private final ComputeLane lane = TestLanes.lane(2, 10);
  private @Nullable HttpServer server;

  @BeforeEach
  void write() {
    new TestVersion(memory, "p/a/v1").file("dir/one two.csv", "0123456789")
        .file("100%+ü.txt", "odd")
        .file("big.bin", "x".repeat(100_000))
        .publish();
    new TestVersion(memory, "p/a/v2")
        .link("dir/renamed.json", "p/a/v1/dir/one two.csv", "0123456789")
        .link("gone", "p/a/v0/f", "?")
        .link("big.txt", "p/a/v1/big.bin", "x".repeat(100_000))
        .latest()
        .publish();
    new TestVersion(memory, "p/a/review").file("f", "new")
        .link("l", "p/a/v1/dir/one two.csv", "0123456789")
        .write(new Summary("user", TestVersion.START, TestVersion.FINISH, true));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private Answer get(String path, String... headers) throws IOException {
    return ask("GET", path, headers);
  }

  private Answer ask(String method, String path, String... headers) throws IOException {
    return RawHttp.ask(start(null).port(), method, "/data/" + path, headers);
  }

  private HttpServer start(@Nullable DirectAccess direct) throws IOException {
    return start(direct, FileTestRoutes.uncached());
  }

  private HttpServer start(@Nullable DirectAccess direct, RecentFiles recent) throws IOException {
    HttpServer running = server;
    if (running == null) {
      BucketReader bucket = new BucketReader(store);
      PublishedVersions published = new PublishedVersions(bucket, TestLanes.ample());
      FileHandler files =
          new FileHandler(store, published, InstantSource.system(), direct, recent);
      running =
          TestHttp.start(
              TestHttp.get(
                  "/data/{project}/{asset}/{version}/{path...}",
                  new DataHandler(bucket, files, published, lane)));
      server = running;
    }
    return running;
  }

  @Test
  void aFileIsServedUnderItsPlainPath() throws IOException {
    Answer answer = get("p/a/v1/dir/one%20two.csv");
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.header("content-type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(answer.header("content-disposition"))
        .isEqualTo("inline; filename=\"one two.csv\"");
    assertThat(answer.header("cache-control")).isEqualTo(IMMUTABLE);
    assertThat(answer.header("content-security-policy")).isEqualTo("sandbox; default-src 'none'");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
  }

  @Test
  void aFileCostsOneReadOfTheStoreOnceItsVersionIsKnown() throws IOException {
    assertThat(get("p/a/v1/100%25+%C3%BC.txt").text()).isEqualTo("odd");
    store.takeCalls();
    assertThat(get("p/a/v1/100%25+%C3%BC.txt").text()).isEqualTo("odd");
    assertThat(store.takeCalls()).containsExactly("get p/a/v1/100%+ü.txt");
  }

  @Test
  void theContentOfALinkHasTheNameAndTypeOfTheLink() throws IOException {
    Answer answer = get("p/a/v2/dir/renamed.json");
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("content-disposition")).isEqualTo("inline; filename=\"renamed.json\"");
    assertThat(answer.header("cache-control")).isEqualTo(IMMUTABLE);
    assertThat(answer.header("etag"))
        .isEqualTo(memory.head(new Key("p/a/v1/dir/one two.csv")).orElseThrow().etag().quoted());
  }

  @Test
  void aLinkThatWasDeletedWhileItWasFollowedIsNotKept() throws IOException {
    AtomicLong changes = new AtomicLong();
    start(null, new RecentFiles(changes::get, System::nanoTime));
    // The last object that is read before the file.
    store.after(
        "get p/a/v2/..summary", () -> {
          memory.delete(
              List.of(new Key("p/a/v2/dir/..links"), new Key("p/a/v2/..summary")));
          changes.incrementAndGet();
        });
    assertThat(get("p/a/v2/dir/renamed.json").text()).isEqualTo("0123456789");
    assertThat(get("p/a/v2/dir/renamed.json").status()).isEqualTo(404);
  }

  @Test
  void theLinksOfADirectoryAreReadOnceWhileTheyAreUnchanged() throws IOException {
    assertThat(get("p/a/v2/dir/renamed.json").status()).isEqualTo(200);
    store.takeCalls();
    assertThat(get("p/a/v2/dir/renamed.json").status()).isEqualTo(200);
    assertThat(store.takeCalls()).containsExactly(
        "get p/a/v2/dir/renamed.json", "head p/a/v2/dir/..links", "get p/a/v1/dir/one two.csv");
    memory.delete(List.of(new Key("p/a/v2/dir/..links")));
    new TestVersion(memory, "p/a/v2").link("dir/renamed.json", "p/a/v1/big.bin", "x").publish();
    assertThat(get("p/a/v2/dir/renamed.json").body()).hasSize(100_000);
  }

  @Test
  void aLargeDocumentOfLinksIsReadInTheLane() throws IOException {
    TestVersion version = new TestVersion(memory, "p/a/wide");
    for (int i = 0; i < 6_000; i++) {
      version.link("link" + i, "p/a/v1/100%+ü.txt", "odd");
    }
    version.publish();
    assertThat(get("p/a/wide/link5999").text()).isEqualTo("odd");
    new TestVersion(memory, "p/a/wide").link("other", "p/a/v1/100%+ü.txt", "odd").publish();
    lane.close();
    assertThat(get("p/a/wide/other").text()).isEqualTo("odd");
    version.publish();
    assertThat(get("p/a/wide/link5999").status()).isEqualTo(503);
    assertThat(get("p/a/v1/100%25+%C3%BC.txt").text()).isEqualTo("odd");
  }

  @Test
  void latestRefersToTheLatestVersionAndIsRevalidated() throws IOException {
    Answer answer = get("p/a/latest/dir/renamed.json");
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.header("cache-control")).isEqualTo("no-cache");
    assertThat(
        get("p/a/latest/dir/renamed.json", "If-None-Match: " + answer.header("etag")).status())
        .isEqualTo(304);
    new TestVersion(memory, "p/a/v1").latest();
    assertThat(get("p/a/latest/big.bin").header("cache-control")).isEqualTo("no-cache");
    assertThat(get("p/a/latest/dir/renamed.json").status()).isEqualTo(404);
  }

  @Test
  void filesAndLinksOfAProbationalVersionAreRevalidated() throws IOException {
    assertThat(get("p/a/review/f").header("cache-control")).isEqualTo("no-cache");
    Answer link = get("p/a/review/l");
    assertThat(link.text()).isEqualTo("0123456789");
    assertThat(link.header("cache-control")).isEqualTo("no-cache");
  }

  @Test
  void rangesAndHeadWorkOnFilesAndLinks() throws IOException {
    for (String path : new String[] {"p/a/v1/dir/one%20two.csv", "p/a/v2/dir/renamed.json"}) {
      Answer part = get(path, "Range: bytes=7-");
      assertThat(part.status()).isEqualTo(206);
      assertThat(part.text()).isEqualTo("789");
      assertThat(part.header("content-range")).isEqualTo("bytes 7-9/10");
      assertThat(get(path, "Range: bytes=10-").status()).isEqualTo(416);
      Answer head = ask("HEAD", path);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).isEqualTo("10");
    }
    Answer several = get("p/a/v2/dir/renamed.json", "Range: bytes=0-1,8-9");
    assertThat(several.text()).contains("Content-Type: application/json", "01", "89");
  }

  @Test
  void bigFilesAreRedirectedToTheObjectThatHasTheBytes() throws IOException {
    start(new ReachableStore(memory));
    assertThat(get("p/a/v2/big.txt").header("location")).isEqualTo("http://store/p/a/v1/big.bin");
    assertThat(get("p/a/v2/big.txt").status()).isEqualTo(302);
    assertThat(get("p/a/v1/big.bin").header("location")).isEqualTo("http://store/p/a/v1/big.bin");
  }

  @Test
  void pagesReceiveTheBytesOfBigFilesFromThisServer() throws IOException {
    start(new ReachableStore(memory));
    for (int i = 0; i < 2; i++) {
      assertThat(get("p/a/v1/big.bin?redirect=no").body()).hasSize(100_000);
      assertThat(get("p/a/v1/big.bin?redirect=no", "Range: bytes=0-").status()).isEqualTo(206);
      assertThat(get("p/a/v1/big.bin").status()).isEqualTo(302);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "p/a/v1/none|404|version 'p/a/v1' does not exist or has no file 'none'",
      "p/a/v9/none|404|version 'p/a/v9' does not exist or has no file 'none'",
      "p/a/v1/dir|404|has no file 'dir'",
      "p/b/latest/f|404|'p/b' does not exist or has no latest version",
      "p/a/v2/gone|404|is a link to 'p/a/v0/f', which does not exist",
      "p/a/v1/..manifest|400|..manifest",
      "p/a/v1/x%2F..%2Fy|400|..",
      "..logs/a/v/f|400|..logs"})
  void otherPathsAreRefused(String path, int status, String reason) throws IOException {
    Answer answer = get(path);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text()).contains(reason);
    assertThat(answer.header("cache-control")).isNotEqualTo(IMMUTABLE);
  }
}
