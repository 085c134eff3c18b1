package io.gypsum.store.s3;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.Content;
import io.gypsum.store.DirectAccess;
import io.gypsum.store.PutCondition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients can do with presigned URLs. */
@Tag("ceph")
class S3DirectAccessTest {
  private static final Duration VALID = Duration.ofMinutes(5);
  private static final Key KEY = new Key("p/a/v/with space+%25");
  private static final Md5 MD5 = Md5.of(Md5.newDigest().digest(bytes("content")));

  private final S3Store store =
      S3Store.open(Ceph.newBucket().withPartSizes(1000, 5 * 1024 * 1024));
  private final DirectAccess direct = store.direct().orElseThrow();

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aPresignedPutAcceptsTheSameContentRepeatedly() throws Exception {
    URI address = direct.presignPut(KEY, 7, MD5, VALID).orElseThrow();
    assertThat(put(address, "content", MD5.base64())).isEqualTo(200);
    assertThat(put(address, "content", MD5.base64())).isEqualTo(200);
    assertThat(store.head(KEY).orElseThrow().etag().value()).isEqualTo(MD5.toString());
  }

  @Test
  void aPresignedPutRefusesOtherContent() throws Exception {
    URI address = direct.presignPut(KEY, 7, MD5, VALID).orElseThrow();
    String other = Md5.of(Md5.newDigest().digest(bytes("CONTENT"))).base64();
    assertThat(put(address, "CONTENT", MD5.base64())).isEqualTo(400);
    assertThat(put(address, "CONTENT", other)).isEqualTo(403);
    assertThat(put(address, "content", null)).isEqualTo(403);
    assertThat(put(URI.create(address + "0"), "content", MD5.base64())).isEqualTo(403);
    assertThat(store.head(KEY)).isEmpty();
  }

  @Test
  void objectsTooLargeForOneRequestGetNoUrl() {
    assertThat(direct.presignPut(KEY, 1000, MD5, VALID)).isPresent();
    assertThat(direct.presignPut(KEY, 1001, MD5, VALID)).isEmpty();
  }

  @Test
  void aPresignedGetSupportsRangesAndConditions() throws Exception {
    store.put(KEY, Content.of("content"), PutCondition.CREATE);
    URI address = direct.presignGet(KEY, "text/plain", "inline; filename=\"a b\"", VALID);
    HttpResponse<String> whole = get(address, "Accept", "*/*");
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.body()).isEqualTo("content");
    assertThat(whole.headers().firstValue("Content-Type")).hasValue("text/plain");
    assertThat(whole.headers().firstValue("Content-Disposition"))
        .hasValue("inline; filename=\"a b\"");
    HttpResponse<String> part = get(address, "Range", "bytes=1-3");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("ont");
    String etag = whole.headers().firstValue("ETag").orElseThrow();
    assertThat(get(address, "If-None-Match", etag).statusCode()).isEqualTo(304);
  }

  private static int put(URI address, String content, String md5)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).PUT(BodyPublishers.ofString(content));
    if (md5 != null) {
      request.header("Content-MD5", md5);
    }
    return send(request).statusCode();
  }

  private static HttpResponse<String> get(URI address, String header, String value)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(address).header(header, value));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
