package io.gypsum.server.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.HttpMetrics;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.HttpSettings;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.server.http.TestHttp;
import io.gypsum.server.http.tomcat.TomcatEngine;
import io.gypsum.server.limit.ClientAddresses;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RecentFilesTest {
  private static final AssetVersion PUBLISHED = AssetVersion.of("p", "a", "v");
  private static final String PATH = "/file/p%2Fa%2Fv%2Ff.txt";

  private final AtomicLong nanoTime = new AtomicLong();
  private final AtomicLong changes = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final RecentFiles recent = new RecentFiles(changes::get, nanoTime::get);
  private final Store store = new CountingReads(new MemoryStore());
  private volatile boolean isInline;
  private HttpServer server;

  /** Counts the calls that read an object or its state. */
  private final class CountingReads extends ForwardingStore {
    CountingReads(Store delegate) {
      super(delegate);
    }

    @Override
    public Optional<ObjectInfo> head(Key key) {
      reads.incrementAndGet();
      return super.head(key);
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      reads.incrementAndGet();
      return super.get(key, range);
    }
  }

  @BeforeEach
  void start() throws IOException {
    put("p/a/v/f.txt", "0123456789");
    put("p/a/w/f.txt", "on probation");
    server = start(HttpSettings.defaults(), ClientLimits.none());
  }

  private HttpServer start(HttpSettings settings, ClientLimits limits) throws IOException {
    FileHandler files =
        new FileHandler(
            store, (version, object) -> PUBLISHED.equals(version), InstantSource.system(), null,
            recent);
    return HttpServer.start(
        settings,
        TestHttp.router(
            TestHttp.get(
                "/file/{key...}", exchange -> {
                  isInline = !Thread.currentThread().isVirtual();
                  files.handle(exchange);
                })),
        new HttpMetrics(), limits, recent, TomcatEngine::start);
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  private void put(String key, String text) {
    store.put(new Key(key), Content.of(text), PutCondition.CREATE);
  }

  private Answer ask(String method, String path, String... headers) throws IOException {
    return RawHttp.ask(server.port(), method, path, headers);
  }

  private Answer get(String path) throws IOException {
    return ask("GET", path);
  }

  /** Returns the headers that do not depend on the time of the response. */
  private static Map<String, String> headers(Answer answer) {
    Map<String, String> headers = new HashMap<>(answer.headers());
    headers.remove("date");
    return headers;
  }

  @Test
  void aFileThatWasReadRecentlyIsSentFromMemoryWithoutAThread() throws IOException {
    Answer first = get(PATH);
    assertThat(isInline).isFalse();
    int readsBefore = reads.get();
    Answer second = get(PATH);

    assertThat(isInline).isTrue();
    assertThat(reads).hasValue(readsBefore);
    assertThat(second.text()).isEqualTo("0123456789");
    assertThat(headers(second)).isEqualTo(headers(first)).containsKeys("etag", "cache-control");
  }

  @Test
  void methodsConditionsAndRangesHaveTheResponsesOfAFileThatIsRead() throws IOException {
    Answer plain = get(PATH);
    List<String[]> requests = List.of(
        new String[] {"GET"}, new String[] {"HEAD"},
        new String[] {"GET", "If-None-Match: " + plain.header("etag")},
        new String[] {"HEAD", "If-None-Match: " + plain.header("etag")},
        new String[] {"GET", "If-None-Match: \"other\""},
        new String[] {"GET", "If-Match: \"other\""},
        new String[] {"GET", "If-Modified-Since: " + plain.header("last-modified")},
        new String[] {"GET", "Range: bytes=2-4"},
        new String[] {"GET", "Range: bytes=20-"},
        new String[] {"GET", "Range: bytes=2-4", "If-Range: " + plain.header("etag")},
        new String[] {"GET", "Accept-Encoding: gzip"}, new String[] {"OPTIONS"},
        new String[] {"POST"});
    for (String[] request : requests) {
      String[] headers = Arrays.copyOfRange(request, 1, request.length);
      changes.incrementAndGet();
      Answer read = ask(request[0], PATH, headers);
      get(PATH);
      Answer cached = ask(request[0], PATH, headers);
      String what = String.join(", ", request);
      assertThat(cached.status()).as(what).isEqualTo(read.status());
      assertThat(headers(cached)).as(what).isEqualTo(headers(read));
      assertThat(cached.text()).as(what).isEqualTo(read.text());
    }
  }

  @Test
  void requestsForFilesInMemoryAreLimitedAndLogged(@TempDir Path directory) throws IOException {
    server.close();
    server =
        start(
            HttpSettings.defaults().with(new HttpSettings.AccessLogFiles(directory, 1)),
            new ClientLimits(
                new ClientAddresses(List.of()), ClientLimits.Concurrency.UNLIMITED,
                new ClientLimits.Rates(3, 0, 0), true, nanoTime::get, limit -> {}));
    for (int status : new int[] {200, 200, 200, 429}) {
      assertThat(get(PATH).status()).isEqualTo(status);
    }
    assertThat(isInline).isTrue();
    server.stop(Duration.ofSeconds(10));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(Files.readAllLines(files.findFirst().orElseThrow()))
          .satisfiesExactlyInAnyOrder(
              line -> assertThat(line).contains(" 127.0.0.1 GET " + PATH + " 200 10 "),
              line -> assertThat(line).contains(" 127.0.0.1 GET " + PATH + " 200 10 "),
              line -> assertThat(line).contains(" 127.0.0.1 GET " + PATH + " 200 10 "),
              line -> assertThat(line).contains(" 127.0.0.1 GET " + PATH + " 429 "));
    }
  }

  @Test
  void aFileThatAnotherServerDeletedIsSentForLessThanASecond() throws IOException {
    assertThat(get(PATH).status()).isEqualTo(200);
    store.delete(List.of(new Key("p/a/v/f.txt")));

    nanoTime.addAndGet(RecentFiles.MAX_AGE.toNanos() - 1);
    assertThat(get(PATH).status()).isEqualTo(200);
    nanoTime.incrementAndGet();
    assertThat(get(PATH).status()).isEqualTo(404);
  }

  @Test
  void aFileThatThisServerDeletedIsNotSent() throws IOException {
    assertThat(get(PATH).status()).isEqualTo(200);
    store.delete(List.of(new Key("p/a/v/f.txt")));
    changes.incrementAndGet();
    assertThat(get(PATH).status()).isEqualTo(404);
  }

  @Test
  void aRequestDoesNotProlongTheTimeOfAFile() throws IOException {
    for (int i = 0; i < 2; i++) {
      assertThat(get(PATH).status()).isEqualTo(200);
      nanoTime.addAndGet(RecentFiles.MAX_AGE.toNanos() / 2);
    }
    store.delete(List.of(new Key("p/a/v/f.txt")));
    assertThat(get(PATH).status()).isEqualTo(404);
  }

  @Test
  void aFileThatWasDeletedWhileItWasReadIsNotKept() {
    RecentFiles.Moment before = recent.now();
    changes.incrementAndGet();
    recent.add(PATH, file(10, before));
    assertThat(recent.find(PATH)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/file/p%2Fa%2Fw%2Ff.txt", "/file/p%2Fa%2Fv%2Fmissing"})
  void onlyFilesThatExistAndCannotChangeAreKept(String path) throws IOException {
    get(path);
    int readsBefore = reads.get();
    get(path);
    assertThat(reads).hasValueGreaterThan(readsBefore);
    assertThat(isInline).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, false"})
  void largerFilesAreNotKept(int more, boolean isKept) {
    recent.add(PATH, file(RecentFiles.MAX_FILE_BYTES + more, recent.now()));
    assertThat(recent.find(PATH) != null).isEqualTo(isKept);
  }

  @Test
  void theMemoryOfAllFilesIsBounded() {
    long files = 2 * RecentFiles.MAX_BYTES / RecentFiles.MAX_FILE_BYTES;
    for (int i = 0; i < files; i++) {
      recent.add(PATH + i, file(RecentFiles.MAX_FILE_BYTES, recent.now()));
    }
    long kept = 0;
    for (int i = 0; i < files; i++) {
      kept += recent.find(PATH + i) == null ? 0 : 1;
    }
    assertThat(kept * RecentFiles.MAX_FILE_BYTES).isPositive()
        .isLessThanOrEqualTo(RecentFiles.MAX_BYTES);
  }

  private RecentFiles.RecentFile file(int sizeBytes, RecentFiles.Moment readAt) {
    Key key = new Key("p/a/v/f.txt");
    return new RecentFiles.RecentFile(
        ServedFile.of(key), store.head(key).orElseThrow(), new byte[sizeBytes], readAt);
  }
}
