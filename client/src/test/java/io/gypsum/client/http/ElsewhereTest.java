package io.gypsum.client.http;

import java.net.URI;

import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ElsewhereTest {
  private static final URI SAFE = URI.create("https://server.example/file/x");

  private static Call found(Call call, int status, String location) {
    BasicClassicHttpResponse response = new BasicClassicHttpResponse(status);
    if (location != null) {
      response.setHeader("Location", location);
    }
    return Elsewhere.of(call, response);
  }

  @Test
  void theSameQuestionIsAskedWhereTheAnswerPoints() {
    Call call = Call.get("read x", SAFE).with("Range", "bytes=1-2");
    Call there = found(call, 302, "https://store.example/x?signature=1");
    assertThat(there.uri()).isEqualTo(URI.create("https://store.example/x?signature=1"));
    assertThat(there.method()).isEqualTo("GET");
    assertThat(there.headers()).containsEntry("Range", "bytes=1-2");
    assertThat(there.asked()).isEqualTo("read x");
    assertThat(found(call, 307, "https://store.example/x")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"302, http://store.example/x", "302, /x", "302, ", "302, a b", "302, file:///etc/x",
      "301, https://store.example/x", "200, https://store.example/x"})
  void whatIsLessSafeOrNoAddressIsNotFollowed(int status, String location) {
    assertThat(found(Call.get("read x", SAFE), status, location)).isNull();
  }

  @Test
  void plainHttpLeadsToPlainHttp() {
    Call call = Call.get("read x", URI.create("http://server.example/file/x"));
    assertThat(found(call, 302, "http://store.example/x")).isNotNull();
  }

  @Test
  void neitherATokenNorABodyGoesElsewhere() {
    Call withToken = Call.send("read x", "GET", SAFE, Token.of("token"));
    assertThat(found(withToken, 302, "https://store.example/x")).isNull();
    Call put = Call.put("send x", SAFE, Payload.NONE, "md5");
    assertThat(found(put, 302, "https://store.example/x")).isNull();
  }
}
