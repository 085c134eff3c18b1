package io.gypsum.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * One request, to be sent as often as need be.
 *
 * @param asked what it is for, in words that follow "cannot": {@code list the projects}
 * @param body also empty, never absent
 * @param contentType of the body; null when it has none
 * @param contentMd5 base64; null when the request does not say
 * @param token null for what anyone may ask
 * @param timeout until the answer begins
 */
record Call(
    String asked,
    String method,
    URI uri,
    BodyPublisher body,
    @Nullable String contentType,
    @Nullable String contentMd5,
    @Nullable Token token,
    Duration timeout) {
  /** A server may do much before it answers: completing a version of very many files, say. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(5);
  /** No slower than this, on the whole, may an upload be: it is stuck. */
  private static final long SLOWEST_BYTES_PER_SECOND = 10_000;

  static Call get(String asked, URI uri) {
    return new Call(
        asked, "GET", uri, BodyPublishers.noBody(), null, null, null, ANSWER_TIMEOUT);
  }

  static Call send(String asked, String method, URI uri, Token token) {
    return new Call(
        asked, method, uri, BodyPublishers.noBody(), null, null, token, ANSWER_TIMEOUT);
  }

  static Call send(String asked, String method, URI uri, Token token, JsonWritable document) {
    return new Call(
        asked, method, uri, BodyPublishers.ofByteArray(JsonOutput.bytes(document)),
        "application/json", null, token, ANSWER_TIMEOUT);
  }

  /** To a presigned address, which says by itself who may. */
  static Call put(String asked, URI uri, BodyPublisher body, long sizeBytes, String contentMd5) {
    return new Call(
        asked, "PUT", uri, body, null, contentMd5, null,
        ANSWER_TIMEOUT.plusSeconds(sizeBytes / SLOWEST_BYTES_PER_SECOND));
  }

  HttpRequest request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, body).timeout(timeout);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    if (contentMd5 != null) {
      request.header("Content-MD5", contentMd5);
    }
    if (token != null) {
      request.header("Authorization", token.header());
    }
    return request.build();
  }
}
