package io.gypsum.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. A handler answers exactly once, with {@link #empty}, {@link #json}, {@link #bytes}, {@link
 * #stream} or {@link #sendFile}; one that returns without has answered 200 without content. Not thread-safe; not to be
 * kept after the handler returns.
 */
public final class Exchange {
  private static final String BEARER = "Bearer ";

  private final Request request;
  private final Response response;
  private final RouteMatch match;
  private final Limits limits;
  private @Nullable RequestBody requestBody;
  private @Nullable ResponseBody responseBody;
  /** Of the body that was not written, nobody knows the length. */
  private boolean isStreamedHead;
  private boolean isTransfer;

  Exchange(Request request, Response response, RouteMatch match, Limits limits) {
    this.request = request;
    this.response = response;
    this.match = match;
    this.limits = limits;
  }

  /**
   * What stands in the path where the route's pattern has {@code {name}}, decoded; never empty.
   *
   * @throws IllegalArgumentException when the pattern has no such parameter
   */
  public String parameter(String name) {
    return match.parameter(name);
  }

  /**
   * The first value of a query parameter, decoded once; null when it is not there.
   *
   * @throws GypsumException INVALID when the query is malformed
   */
  public @Nullable String query(String name) {
    return QueryString.first(request.queryString().toString(), name);
  }

  /** The first header of that name, in any case. */
  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  /** Whether the request is a HEAD: then what a handler writes is not sent, and need not be written. */
  public boolean isHead() {
    return "HEAD".equals(request.getMethod());
  }

  /** @throws GypsumException UNAUTHENTICATED when there is no bearer token */
  public String bearerToken() {
    String header = request.getHeader("Authorization");
    if (header == null) {
      throw GypsumException.unauthenticated(
          "this needs a token: expected the header 'Authorization: Bearer TOKEN'");
    }
    boolean isBearer = header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String token = isBearer ? header.substring(BEARER.length()).strip() : "";
    if (token.isEmpty()) {
      throw GypsumException.unauthenticated(
          "the Authorization header holds no bearer token: expected 'Authorization: Bearer TOKEN'");
    }
    return token;
  }

  /**
   * Reads the body as one JSON document, as it streams in.
   *
   * @param maxBytes of the body
   * @throws GypsumException INVALID when it is not the JSON that {@code document} expects, TOO_LARGE over {@code
   *     maxBytes}, BUSY when too many bodies are being read
   */
  public <T> T json(long maxBytes, Function<JsonInput, T> document) throws IOException {
    return limits.jsonBodies().read(requestBody(), maxBytes, false, document);
  }

  /** As {@link #json(long, Function)}, but an absent body counts as an empty object. */
  public <T> T jsonOrEmpty(long maxBytes, Function<JsonInput, T> document) throws IOException {
    return limits.jsonBodies().read(requestBody(), maxBytes, true, document);
  }

  /**
   * The bytes of the request as they come. Reading fails when the connection breaks, when the body ends early, and when
   * the client is slower than it may be; the handler need not care, whatever it throws then.
   *
   * @throws GypsumException BUSY when too many requests send or are sent long bodies
   */
  public InputStream body() {
    return requestBody();
  }

  /** How many bytes the body has, or -1 when the client does not say. */
  public long bodyLength() {
    return request.getContentLengthLong();
  }

  /** Sets a header of the answer, before the answer is given. */
  public void setHeader(String name, String value) {
    response.setHeader(name, value);
  }

  /** 200 without content. */
  public void empty() {
    empty(200);
  }

  /** A status of the handler's own without content. */
  public void empty(int status) {
    response.setStatus(status);
  }

  /** 200 with a document that fits in memory. */
  public void json(JsonWritable document) throws IOException {
    answer(200, document);
  }

  /** A status of the handler's own with a document that fits in memory. */
  public void answer(int status, JsonWritable document) throws IOException {
    bytes(status, Answers.JSON, JsonOutput.bytes(document));
  }

  /** Bytes that are at hand. */
  public void bytes(int status, String contentType, byte[] body) throws IOException {
    Answers.bytes(response, status, contentType, body);
  }

  /** The JSON answer of a failed request, for a status that no kind of failure has. */
  public void failure(int status, String reason) throws IOException {
    Answers.failure(response, status, reason);
  }

  /**
   * 200 with a body of any length, sent as it is written. When {@code body} fails after something was sent, the
   * connection is broken off, so that the client does not take the part for the whole.
   *
   * @throws GypsumException BUSY when too many requests send or are sent long bodies
   */
  public void stream(String contentType, BodyWriter body) throws IOException {
    stream(200, contentType, -1, body);
  }

  /** @param lengthBytes exactly how many bytes {@code body} will write, or -1 when that is not known */
  public void stream(int status, String contentType, long lengthBytes, BodyWriter body)
      throws IOException {
    response.setStatus(status);
    response.setContentTypeNoCharset(contentType);
    if (lengthBytes >= 0) {
      response.setContentLength(lengthBytes);
    }
    if (isHead()) {
      isStreamedHead = true;
    } else {
      beginTransfer();
      ResponseBody out = new ResponseBody(response, limits.newRateGuard());
      responseBody = out;
      body.writeTo(out);
      out.finish();
    }
  }

  /** Whether the system can send a file by itself: not when the connection is encrypted. */
  public boolean canSendFile() {
    return request.getSendfile();
  }

  /**
   * Has the system send a part of a file, after the handler has returned. Only when {@link #canSendFile}; the file must
   * be there until it is sent.
   */
  public void sendFile(int status, String contentType, Path file, long offset, long lengthBytes) {
    response.setStatus(status);
    response.setContentTypeNoCharset(contentType);
    response.setContentLength(lengthBytes);
    if (!isHead()) {
      SendFile.of(request, file, offset, lengthBytes);
    }
  }

  /** Completes what a handler left open. */
  void finish() {
    boolean mayHaveBody = response.getStatus() != 304 && response.getStatus() != 204;
    boolean hasLength = response.isCommitted() || response.getContentLengthLong() >= 0;
    if (mayHaveBody && !hasLength && !isStreamedHead) {
      response.setContentLength(0);
    }
  }

  /** How the connection failed under the handler, or null when it did not. */
  @Nullable
  IOException connectionFailure() {
    IOException reading = requestBody == null ? null : requestBody.failure();
    return reading == null && responseBody != null ? responseBody.failure() : reading;
  }

  /** Frees what the request held. */
  void end() {
    if (isTransfer) {
      limits.transfers().giveBack(1);
      isTransfer = false;
    }
  }

  private void beginTransfer() {
    if (!isTransfer && !limits.transfers().take()) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is sending and receiving too much at once: try again in a few seconds");
    }
    isTransfer = true;
  }

  private RequestBody requestBody() {
    RequestBody body = requestBody;
    if (body == null) {
      beginTransfer();
      body = new RequestBody(request, limits.newRateGuard());
      requestBody = body;
    }
    return body;
  }
}
