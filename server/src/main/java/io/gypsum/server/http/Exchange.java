package io.gypsum.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. A handler answers exactly once, with {@link #empty}, {@link #json} or {@link #stream}. Not
 * thread-safe; not to be kept after the handler returns.
 */
public final class Exchange {
  private static final String BEARER = "Bearer ";

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final RouteMatch match;
  private final JsonBodies jsonBodies;

  Exchange(
      HttpServletRequest request, HttpServletResponse response, RouteMatch match,
      JsonBodies jsonBodies) {
    this.request = request;
    this.response = response;
    this.match = match;
    this.jsonBodies = jsonBodies;
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
    return QueryString.first(request.getQueryString(), name);
  }

  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  /** Whether the request is a HEAD, whose answer has no body. What handlers write is left out by the server. */
  public boolean isHead() {
    return "HEAD".equals(request.getMethod());
  }

  /** @throws GypsumException UNAUTHENTICATED when there is no bearer token */
  public String bearerToken() {
    String header = request.getHeader("Authorization");
    if (header == null) {
      throw GypsumException.unauthenticated(
          "this needs a token: send the header 'Authorization: Bearer TOKEN'");
    }
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || header.length() == BEARER.length()) {
      throw GypsumException.unauthenticated(
          "the Authorization header is not a bearer token: expected 'Authorization: Bearer TOKEN'");
    }
    return header.substring(BEARER.length()).strip();
  }

  /**
   * Reads the body as one JSON document, as it streams in.
   *
   * @param maxBytes of the body
   * @throws GypsumException INVALID when it is not the JSON that {@code document} expects, TOO_LARGE over {@code maxBytes},
   *     BUSY when too many bodies are being read
   */
  public <T> T json(long maxBytes, Function<JsonInput, T> document) throws IOException {
    return jsonBodies.read(request, maxBytes, false, document);
  }

  /** As {@link #json(long, Function)}, but an absent body counts as an empty object. */
  public <T> T jsonOrEmpty(long maxBytes, Function<JsonInput, T> document) throws IOException {
    return jsonBodies.read(request, maxBytes, true, document);
  }

  /** The bytes of the request as they come; fails when they come too slowly. */
  public InputStream body() throws IOException {
    return request.getInputStream();
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
    response.setContentLength(0);
  }

  /** 200 with a document that fits in memory. */
  public void json(JsonWritable document) throws IOException {
    json(HttpServletResponse.SC_OK, document);
  }

  /** A status of the handler's own with a document that fits in memory. */
  public void json(int status, JsonWritable document) throws IOException {
    bytes(status, "application/json", JsonOutput.bytes(document));
  }

  /** Bytes that are at hand. */
  public void bytes(int status, String contentType, byte[] body) throws IOException {
    response.setStatus(status);
    response.setContentType(contentType);
    response.setContentLength(body.length);
    if (!isHead()) {
      response.getOutputStream().write(body);
    }
  }

  /**
   * 200 with a body of any length, sent as it is written. When {@code body} fails after something was sent, the
   * connection is broken off, so that the client does not take the part for the whole.
   */
  public void stream(String contentType, BodyWriter body) throws IOException {
    response.setContentType(contentType);
    if (!isHead()) {
      body.writeTo(response.getOutputStream());
    }
  }
}
