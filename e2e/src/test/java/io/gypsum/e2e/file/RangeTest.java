package io.gypsum.e2e.file;

import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestHttpClient;
import io.gypsum.e2e.harness.TestResponse;
import io.gypsum.e2e.harness.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Range requests and conditional requests. */
@ExtendWith(SharedServer.class)
class RangeTest {
  private static final String TEXT = "0123456789abcdefghij";

  private final TestServer server;
  private final String path;
  private final String bigPath;
  private final String big = TEXT.repeat(10_000);
  private String tag;
  private String modified;

  RangeTest(TestServer server) {
    this.server = server;
    String project = server.newProject();
    server.upload(project, "a", "v1").file("f.txt", TEXT).file("big.txt", big).publish();
    path = TestHttpClient.path("file", project + "/a/v1/f.txt");
    bigPath = TestHttpClient.path("file", project + "/a/v1/big.txt");
  }

  @BeforeEach
  void fetchEntityTag() {
    TestResponse response = get();
    tag = response.header("ETag");
    modified = response.header("Last-Modified");
  }

  private TestResponse get(String... headers) {
    return server.anonymous().get(path, headers);
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '"', value = {"bytes=0-0, 0, 0-0", "bytes=5-9, 56789, 5-9",
      "bytes=15-, fghij, 15-19", "bytes=-3, hij, 17-19", "bytes=18-999999999999, ij, 18-19",
      "bytes=-50, 0123456789abcdefghij, 0-19", "bytes=0-, 0123456789abcdefghij, 0-19",
      "bytes=19-19, j, 19-19", "BYTES=1-2, 12, 1-2"})
  void aRangeReturnsItsBytes(String range, String expected, String place) {
    TestResponse response = get("Range", range).has(206);

    assertThat(response.text()).isEqualTo(expected);
    assertThat(response.header("Content-Range")).isEqualTo("bytes " + place + "/20");
    assertThat(response.header("Content-Length")).isEqualTo(Integer.toString(expected.length()));
    assertThat(response.header("Content-Type")).startsWith("text/plain");
    assertThat(response.header("ETag")).isEqualTo(tag);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=20-", "bytes=20-30", "bytes=-0", "bytes=999999999999999-",
      "bytes=99999999999999999999999-"})
  void aRangeBeyondTheFileIs416(String range) {
    TestResponse response = get("Range", range).refused(416);

    assertThat(response.header("Content-Range")).isEqualTo("bytes */20");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=", "bytes=a-b", "bytes=5-2", "lines=1-2", "bytes 1-2", "1-2",
      "bytes=1-2-3", "bytes=--1"})
  void anInvalidRangeIsIgnored(String range) {
    assertThat(get("Range", range).ok().text()).isEqualTo(TEXT);
  }

  @Test
  void severalRangesAreAMultipartResponse() {
    TestResponse response = get("Range", "bytes=0-1, 5-6,-2").has(206);

    String type = response.header("Content-Type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1);
    String part = "Content-Type: text/plain; charset=utf-8\r\nContent-Range: bytes ";
    assertThat(response.text().strip()).isEqualTo(
        "--" + boundary + "\r\n" + part + "0-1/20\r\n\r\n01\r\n--" + boundary + "\r\n" + part
            + "5-6/20\r\n\r\n56\r\n--" + boundary + "\r\n" + part + "18-19/20\r\n\r\nij\r\n--"
            + boundary + "--");
    assertThat(response.header("Content-Length"))
        .isEqualTo(Integer.toString(response.body().length));
  }

  @Test
  void veryManyRangesDoNotMultiplyTheResponse() {
    StringBuilder range = new StringBuilder("bytes=0-19");
    for (int i = 0; i < 500; i++) {
      range.append(",0-19");
    }

    TestResponse response = get("Range", range.toString());

    assertThat(response.status()).isIn(200, 206, 416);
    assertThat(response.body().length).isLessThan(1000);
  }

  @ParameterizedTest
  @CsvSource({"bytes=100000-160000, 100000, 60001", "bytes=-150000, 50000, 150000",
      "bytes=0-10, 0, 11"})
  void rangesOfALargeFileAreTheSameBytes(String range, int from, int length) {
    TestResponse response = server.anonymous().get(bigPath, "Range", range).has(206);

    assertThat(response.text()).isEqualTo(big.substring(from, from + length));
  }

  @Test
  void ifRangeWithTheEntityTagReturnsTheRange() {
    assertThat(get("Range", "bytes=1-2", "If-Range", tag).has(206).text()).isEqualTo("12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"other\"", "W/\"other\"", "Sun, 06 Nov 1994 08:49:37 GMT", "nonsense"})
  void ifRangeWithAnotherValueReturnsTheWholeFile(String condition) {
    assertThat(get("Range", "bytes=1-2", "If-Range", condition).ok().text()).isEqualTo(TEXT);
  }

  @Test
  void aMatchingEntityTagIs304() {
    for (String tags : new String[] {tag, "\"x\", " + tag, "W/" + tag, "*"}) {
      TestResponse response = get("If-None-Match", tags).has(304);
      assertThat(response.body()).isEmpty();
      assertThat(response.header("ETag")).isEqualTo(tag);
      assertThat(response.header("Cache-Control")).contains("immutable");
    }
  }

  @Test
  void anotherEntityTagReturnsTheFile() {
    get("If-None-Match", "\"other\"").ok();
    get("If-None-Match", "\"other\"", "If-Modified-Since", modified).ok();
  }

  @Test
  void ifModifiedSinceHasAResolutionOfSeconds() {
    get("If-Modified-Since", modified).has(304);
    get("If-Modified-Since", "Fri, 01 Jan 2990 00:00:00 GMT").has(304);
    get("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT").ok();
    get("If-Modified-Since", "yesterday").ok();
  }

  @Test
  void conditionsApplyToHeadRequests() {
    assertThat(server.anonymous().head(path, "If-None-Match", tag).status()).isEqualTo(304);
    TestResponse whole = server.anonymous().head(path, "Range", "bytes=0-1").ok();
    assertThat(whole.header("Content-Length")).isEqualTo("20");
  }
}
