package io.gypsum.server.http.tomcat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PeekedRequestTest {
  private static String path(String request) {
    return PeekedRequest.path(
        ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "GET /file/a%2Fb HTTP/1.1\r\n\r\n",
      "HEAD /file/a%2Fb HTTP/1.1\r\nHost: x\r\n\r\n",
      "GET /file/a%2Fb HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"a:b\"\r\nAccept: */*\r\n\r\n",
      "GET /file/a%2Fb HTTP/1.1\r\nHost: x\r\nConnection: keep-alive\r\n\r\n",
      "GET /file/a%2Fb HTTP/1.1\r\nCONNECTION: Keep-Alive\r\nHost: x\r\n\r\n"})
  void aSimpleRequestHasAPath(String request) {
    assertThat(path(request)).isEqualTo("/file/a%2Fb");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", "G", "GET ", "GET /", "GET /a", "GET /a HTTP/1.1\r\n", "\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: x\r\n",
      "GET /a HTTP/1.0\r\n\r\n",
      "get /a HTTP/1.1\r\n\r\n",
      "GET /a http/1.1\r\n\r\n",
      "GET /a\r\n\r\n",
      "GET /a?b HTTP/1.1\r\n\r\n",
      "GET http://x/a HTTP/1.1\r\n\r\n",
      "GET  /a HTTP/1.1\r\n\r\n",
      "POST /a HTTP/1.1\r\n\r\n",
      "\r\nGET /a HTTP/1.1\r\n\r\n",
      "GET /a HTTP/1.1\r\nRange: bytes=0-1\r\n\r\n",
      "GET /a HTTP/1.1\r\nIf-Range: \"a\"\r\n\r\n",
      "GET /a HTTP/1.1\r\nAuthorization: Bearer x\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: x\r\ncontent-LENGTH: 3\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: x\nContent-Length: 3\r\n\r\n",
      "GET /a HTTP/1.1\r\nHost: x\r\n Content-Length: 3\r\n\r\n",
      "GET /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "GET /a HTTP/1.1\r\nExpect: 100-continue\r\n\r\n",
      "GET /a HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
      "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n",
      "GET /a HTTP/1.1\r\nConnection: keep-alive, close\r\n\r\n",
      "GET /a HTTP/1.1\r\nConnection:\r\n close\r\n\r\n",
      "GET /a HTTP/1.1\r\nConnection: keep-alive\r\n , close\r\n\r\n",
      "GET /a HTTP/1.1\r\nConnection: keep-alive\r\n\t,close\r\nHost: x\r\n\r\n"})
  void anyOtherRequestHasNone(String request) {
    assertThat(path(request)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "POST /b HTTP/1.1\r\nContent-Length: 9\r\n\r\n", "GET /b HTTP/1.1\r\n\r\n", "x", "\r\n"})
  void severalRequestsHaveNone(String next) {
    for (String first : List.of(
        "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "GET /a HTTP/1.1\r\nHost: x\n\n",
        "GET /a HTTP/1.1\r\n\r\n", "GET /a HTTP/1.1\r\n\n")) {
      assertThat(path(first + next)).isNull();
      assertThat(path(first + next + "\r\n\r\n")).isNull();
    }
  }

  @Test
  void everyPrefixOfARequestHasNone() {
    String request = "GET /file/a%2Fb HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n";
    for (int i = 0; i < request.length(); i++) {
      assertThat(path(request.substring(0, i))).as(request.substring(0, i)).isNull();
    }
  }
}
