package io.gypsum.server.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.server.http.HttpServer;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.http.RawHttp.Answer;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.Store;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs on a store whose files are local and sent with sendfile, and on a store without local files. */
abstract class FileHandlerTest {
  private static final AssetVersion PUBLISHED = AssetVersion.of("p", "a", "v");
  private static final byte[] BIG = new byte[300_000];

  static {
    new Random(1).nextBytes(BIG);
  }

  private Store store;
  private HttpServer server;

  static class OnMemoryTest extends FileHandlerTest {
    @Override
    Store newStore() {
      return new MemoryStore();
    }
  }

  static class OnDiskTest extends FileHandlerTest {
    @TempDir Path directory;

    @Override
    Store newStore() {
      return DiskStore.open(directory);
    }
  }

  abstract Store newStore();

  @BeforeEach
  void start() throws IOException {
    store = newStore();
    put("p/a/v/f.txt", "0123456789");
    put("p/a/v/dir/ü+ x.bin", "u");
    put("p/a/v/empty", "");
    put("p/a/v/..manifest", "{}");
    put("p/a/w/f.html", "<b>");
    put("p/..permissions", "{\"owners\":[],\"uploaders\":[]}");
    store.put(new Key("p/a/v/big"), Content.of(BIG), PutCondition.CREATE);
    server =
        FileTestRoutes.start(
            store, (version, lastModified) -> PUBLISHED.equals(version), null);
  }

  @AfterEach
  void stop() {
    server.close();
    store.close();
  }

  private void put(String key, String text) {
    store.put(new Key(key), Content.of(text), PutCondition.CREATE);
  }

  private Answer get(String target, String... headers) throws IOException {
    return RawHttp.ask(server.port(), "GET", target, headers);
  }

  @Test
  void anObjectIsServedWithItsValidators() throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Ff.txt");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.header("content-length")).isEqualTo("10");
    assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.header("etag"))
        .isEqualTo(store.head(new Key("p/a/v/f.txt")).orElseThrow().etag().quoted());
    assertThat(HttpDate.parse(answer.header("last-modified"))).isNotNull();
    assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void everyByteOfABigObjectArrives() throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Fbig");
    assertThat(answer.header("content-length")).isEqualTo("300000");
    assertThat(answer.body()).isEqualTo(BIG);
  }

  @Test
  void aConnectionStaysUsableAfterABigObject() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      for (int i = 0; i < 3; i++) {
        client.send(RawHttp.head("GET", "/file/p%2Fa%2Fv%2Fbig") + "\r\n");
        assertThat(client.answer(false).body()).isEqualTo(BIG);
        client.send(RawHttp.head("GET", "/file/p%2Fa%2Fv%2Ff.txt") + "\r\n");
        assertThat(client.answer(false).text()).isEqualTo("0123456789");
      }
    }
  }

  @Test
  void objectsWithUnusualNamesAreServed() throws IOException {
    assertThat(get("/file/p%2Fa%2Fv%2Fdir%2F%C3%BC+%20x.bin").text()).isEqualTo("u");
    assertThat(get("/file/p%2Fa%2Fv%2Fempty").header("content-length")).isEqualTo("0");
  }

  @Test
  void internalDocumentsAreJsonAndUserFilesAreSandboxed() throws IOException {
    Answer document = get("/file/p%2Fa%2Fv%2F..manifest");
    assertThat(document.header("content-type")).isEqualTo("application/json");
    assertThat(document.header("content-security-policy")).isNull();
    Answer page = get("/file/p%2Fa%2Fw%2Ff.html");
    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("content-security-policy")).isEqualTo("sandbox; default-src 'none'");
  }

  @ParameterizedTest
  @CsvSource({
      "p%2Fa%2Fv%2Ff.txt, true", "p%2Fa%2Fv%2F..manifest, true", "p%2Fa%2Fw%2Ff.html, false",
      "p%2F..permissions, false"})
  void onlyPublishedFilesAreCacheableForever(String key, boolean forEver) throws IOException {
    assertThat(get("/file/" + key).header("cache-control"))
        .isEqualTo(forEver ? "public, max-age=31536000, immutable" : "no-cache");
  }

  @Test
  void aMissingObjectIs404AndNotCacheable() throws IOException {
    for (String key : List.of("p%2Fa%2Fv%2Fno", "p", "p%2Fa%2Fv", "x%2F..permissions")) {
      Answer answer = get("/file/" + key);
      assertThat(answer.status()).as(key).isEqualTo(404);
      assertThat(answer.text()).contains("\"status\":\"error\"");
      assertThat(answer.header("cache-control")).isNull();
      assertThat(RawHttp.ask(server.port(), "HEAD", "/file/" + key).status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
          "..", "%2E%2E", "p%2F..", "..%2Fp", "%2Fetc%2Fpasswd", "p%2F%2Fa", "p%2F", ".", "a%00",
          "a%0A",
          "a%5Cb", "p%2F.%2Fa"})
  void aBadKeyIs400(String key) throws IOException {
    Answer answer = get("/file/" + key);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.text()).contains("\"status\":\"error\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"f.txt", "big", "empty", "..manifest"})
  void headEqualsGetWithoutBody(String name) throws IOException {
    Answer get = get("/file/p%2Fa%2Fv%2F" + name);
    Answer head = RawHttp.ask(server.port(), "HEAD", "/file/p%2Fa%2Fv%2F" + name);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.headers()).containsAllEntriesOf(withoutDate(get));
    assertThat(head.headers().keySet()).isEqualTo(get.headers().keySet());
  }

  private static java.util.Map<String, String> withoutDate(Answer answer) {
    java.util.Map<String, String> headers = new java.util.HashMap<>(answer.headers());
    headers.remove("date");
    return headers;
  }

  @ParameterizedTest
  @CsvSource({"bytes=2-4, 234, 2-4", "bytes=-2, 89, 8-9", "bytes=7-, 789, 7-9",
      "bytes=0-99, 0123456789, 0-9"})
  void aRangeIsServed(String range, String expected, String contentRange) throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Ff.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.text()).isEqualTo(expected);
    assertThat(answer.header("content-range")).isEqualTo("bytes " + contentRange + "/10");
  }

  @ParameterizedTest
  @CsvSource({"0, 299999", "1000, 250000", "299990, 299999", "5, 5"})
  void aRangeOfABigObjectIsServed(int first, int last) throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Fbig", "Range: bytes=" + first + "-" + last);
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(BIG, first, last + 1));
  }

  @Test
  void aRangeBeyondTheEndIs416() throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Ff.txt", "Range: bytes=10-");
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.header("content-range")).isEqualTo("bytes */10");
    assertThat(answer.header("cache-control")).isEqualTo("no-cache");
    assertThat(answer.text()).contains("\"status\":\"error\"");
  }

  @Test
  void aMalformedRangeGetsTheWholeObject() throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Ff.txt", "Range: bytes=x");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
  }

  @Test
  void severalRangesAreSentAsMultipart() throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Ff.txt", "Range: bytes=0-1,8-8");
    assertThat(answer.status()).isEqualTo(206);
    String type = answer.header("content-type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1);
    String head =
        "\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Range: ";
    assertThat(answer.text())
        .isEqualTo(
            head + "bytes 0-1/10\r\n\r\n01" + head + "bytes 8-8/10\r\n\r\n8\r\n--" + boundary
                + "--\r\n");
    assertThat(answer.header("content-length")).isEqualTo("" + answer.body().length);
  }

  @Test
  void bigRangesAreSentAsMultipart() throws IOException {
    Answer answer = get("/file/p%2Fa%2Fv%2Fbig", "Range: bytes=0-99999,200000-299998");
    assertThat(answer.latin1())
        .contains(new String(BIG, 0, 100_000, StandardCharsets.ISO_8859_1))
        .contains(new String(BIG, 200_000, 99_999, StandardCharsets.ISO_8859_1));
  }

  @Test
  void anUnchangedObjectIs304() throws IOException {
    Answer first = get("/file/p%2Fa%2Fv%2Ff.txt");
    for (String header : List.of(
        "If-None-Match: " + first.header("etag"), "If-None-Match: \"x\", W/" + first.header("etag"),
        "If-None-Match: *", "If-Modified-Since: " + first.header("last-modified"))) {
      Answer answer = get("/file/p%2Fa%2Fv%2Ff.txt", header);
      assertThat(answer.status()).as(header).isEqualTo(304);
      assertThat(answer.header("etag")).isEqualTo(first.header("etag"));
      assertThat(answer.header("cache-control")).isEqualTo(first.header("cache-control"));
    }
    assertThat(
        get(
            "/file/p%2Fa%2Fv%2Ff.txt", "If-None-Match: \"x\"",
            "If-Modified-Since: " + first.header("last-modified")).status())
        .isEqualTo(200);
  }

  @Test
  void aConnectionStaysUsableAfter304() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("GET", "/file/p%2Fa%2Fv%2Fbig", "If-None-Match: *") + "\r\n");
      assertThat(client.answer(false).status()).isEqualTo(304);
      client.send(RawHttp.head("GET", "/file/p%2Fa%2Fv%2Ff.txt") + "\r\n");
      assertThat(client.answer(false).text()).isEqualTo("0123456789");
    }
  }

  @Test
  void ifRangeAppliesOnlyToTheStateThatItNames() throws IOException {
    String etag = get("/file/p%2Fa%2Fv%2Ff.txt").header("etag");
    assertThat(get("/file/p%2Fa%2Fv%2Ff.txt", "Range: bytes=0-0", "If-Range: " + etag).status())
        .isEqualTo(206);
    assertThat(get("/file/p%2Fa%2Fv%2Ff.txt", "Range: bytes=0-0", "If-Range: \"x\"").status())
        .isEqualTo(200);
  }

  @Test
  void anUnexpectedStateIs412() throws IOException {
    assertThat(get("/file/p%2Fa%2Fv%2Ff.txt", "If-Match: \"x\"").status()).isEqualTo(412);
  }

  @Test
  void oneLevelIsListed() throws IOException {
    Answer answer = get("/list?prefix=p/a/v/");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.text())
        .isEqualTo(
            "[\"p/a/v/..manifest\",\"p/a/v/big\",\"p/a/v/dir/\",\"p/a/v/empty\",\"p/a/v/f.txt\"]");
    assertThat(get("/list").text()).isEqualTo("[\"p/\"]");
    assertThat(get("/list?prefix=none").text()).isEqualTo("[]");
    assertThat(get("/list?prefix=p%2Fa%2Fv%2Fdir%2F%C3%BC%2B+x&recursive=false").text())
        .isEqualTo("[\"p/a/v/dir/ü+ x.bin\"]");
  }

  @Test
  void everythingIsListed() throws IOException {
    assertThat(get("/list?prefix=p/a/w&recursive=true").text()).isEqualTo("[\"p/a/w/f.html\"]");
    assertThat(get("/list?recursive=true").text())
        .startsWith("[\"p/..permissions\",")
        .contains("\"p/a/v/dir/ü+ x.bin\"");
  }

  @Test
  void aMalformedPrefixIs400() throws IOException {
    assertThat(get("/list?prefix=%ff").status()).isEqualTo(400);
  }

  @Test
  void headOfAListingHasNoBody() throws IOException {
    try (RawHttp client = new RawHttp(server.port())) {
      client.send(RawHttp.head("HEAD", "/list?recursive=true") + "\r\n");
      assertThat(client.answer(true).header("content-type")).isEqualTo("application/json");
      client.send(RawHttp.head("GET", "/list") + "\r\n");
      assertThat(client.answer(false).text()).isEqualTo("[\"p/\"]");
    }
  }
}
