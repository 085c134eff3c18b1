package io.gypsum.client.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request, which may be sent several times.
 *
 * @param action what the request is for, as the end of a message that starts with "cannot": {@code list the projects}
 * @param headers further headers, in addition to those that the body and the token imply
 * @param token null if the request is sent without credentials
 */
public record ClientRequest(
    String action,
    Target target,
    RequestBody body,
    Map<String, String> headers,
    @Nullable BearerToken token) {
  public ClientRequest {
    headers = Map.copyOf(headers);
  }

  /**
   * The destination of a request.
   *
   * @param followsRedirects whether a redirect is followed; otherwise it is a failure. Never true for a request that carries
   *     a token or another secret
   */
  public record Target(String method, URI uri, boolean followsRedirects) {
    private static Target of(String method, URI uri) {
      return new Target(method, uri, false);
    }
  }

  /** Returns a GET request without a token that follows no redirect. */
  public static ClientRequest get(String action, URI uri) {
    return withoutToken(action, Target.of("GET", uri), RequestBody.NONE);
  }

  /** Returns a HEAD request without a token. */
  public static ClientRequest head(String action, URI uri) {
    return withoutToken(action, Target.of("HEAD", uri), RequestBody.NONE);
  }

  /** Returns a GET request that contains no secret and may therefore be redirected to any server. */
  public static ClientRequest getFollowingRedirects(String action, URI uri) {
    return withoutToken(action, new Target("GET", uri, true), RequestBody.NONE);
  }

  /** Returns a POST request without a token. */
  public static ClientRequest post(String action, URI uri, JsonWritable document) {
    return withoutToken(action, Target.of("POST", uri), RequestBody.json(document));
  }

  /** Returns a request with a token and no body. */
  public static ClientRequest authorized(
      String action, String method, URI uri, BearerToken token) {
    return new ClientRequest(
        action, Target.of(method, uri), RequestBody.NONE, Map.of(), token);
  }

  /** Returns a request with a token and a JSON document as its body. */
  public static ClientRequest authorized(
      String action, String method, URI uri, BearerToken token, JsonWritable document) {
    return new ClientRequest(
        action, Target.of(method, uri), RequestBody.json(document), Map.of(), token);
  }

  /** Returns a POST request with a token and any body. */
  public static ClientRequest post(
      String action, URI uri, BearerToken token, RequestBody body) {
    return new ClientRequest(action, Target.of("POST", uri), body, Map.of(), token);
  }

  /** Returns a PUT request for a presigned URL, which contains the authorization itself. */
  public static ClientRequest put(String action, URI uri, RequestBody body, String contentMd5) {
    return withoutToken(action, Target.of("PUT", uri), body).with("Content-MD5", contentMd5);
  }

  /**
   * Returns a POST request with a URL-encoded form that accepts a JSON response, as OAuth endpoints expect. These endpoints
   * describe a refusal in a response with status 400 or 401 (RFC 6749, 5.2), so the reader receives these, too.
   */
  public static ClientRequest form(String action, URI uri, Map<String, String> fields) {
    return withoutToken(action, Target.of("POST", uri), RequestBody.form(fields))
        .with("Accept", "application/json");
  }

  private static ClientRequest withoutToken(String action, Target target, RequestBody body) {
    return new ClientRequest(action, target, body, Map.of(), null);
  }

  /** Returns this request with one more header. */
  public ClientRequest with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ClientRequest(action, target, body, more, token);
  }

  /** Returns whether the request contains a token, or a form, which contains codes for which a token is issued. */
  boolean containsSecret() {
    return token != null || isForm();
  }

  /** Returns whether the reader of the response also receives a response with this status, which is not a success. */
  boolean readsRefusals(int status) {
    return isForm() && (status == 400 || status == 401);
  }

  private boolean isForm() {
    return RequestBody.FORM.equals(body.contentType());
  }

  public URI uri() {
    return target.uri();
  }

  /** Returns only the action: the URI, headers and body may contain secrets. */
  @Override
  public String toString() {
    return action;
  }
}
