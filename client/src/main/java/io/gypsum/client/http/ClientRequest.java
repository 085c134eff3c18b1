package io.gypsum.client.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * One request, to be sent as often as need be.
 *
 * @param action what it is for, in words that follow "cannot": {@code list the projects}
 * @param headers beside those of body and token
 * @param token null for what anyone may ask
 * @param mayMove whether another address that the answer names is asked instead
 */
public record ClientRequest(
    String action,
    String method,
    URI uri,
    RequestBody body,
    Map<String, String> headers,
    @Nullable BearerToken token,
    boolean mayMove) {
  public ClientRequest {
    headers = Map.copyOf(headers);
  }

  /** A question without a token, whose answer comes soon. */
  public static ClientRequest get(String action, URI uri) {
    return new ClientRequest(action, "GET", uri, RequestBody.NONE, Map.of(), null, false);
  }

  /** A question about what a GET would answer. */
  public static ClientRequest head(String action, URI uri) {
    return new ClientRequest(action, "HEAD", uri, RequestBody.NONE, Map.of(), null, false);
  }

  /** A question that tells nothing, so that whoever has the answer now may hear it. */
  public static ClientRequest getFollowingRedirects(String action, URI uri) {
    return new ClientRequest(action, "GET", uri, RequestBody.NONE, Map.of(), null, true);
  }

  /** A question that is too long for an address. */
  public static ClientRequest post(String action, URI uri, JsonWritable document) {
    return new ClientRequest(
        action, "POST", uri, RequestBody.json(document), Map.of(), null, false);
  }

  public static ClientRequest authorized(String action, String method, URI uri, BearerToken token) {
    return new ClientRequest(action, method, uri, RequestBody.NONE, Map.of(), token, false);
  }

  public static ClientRequest authorized(
      String action, String method, URI uri, BearerToken token, JsonWritable document) {
    return new ClientRequest(
        action, method, uri, RequestBody.json(document), Map.of(), token, false);
  }

  /** To a presigned address, which says by itself who may. */
  public static ClientRequest put(String action, URI uri, RequestBody body, String contentMd5) {
    return new ClientRequest(
        action, "PUT", uri, body, Map.of("Content-MD5", contentMd5), null, false);
  }

  /** A form, as OAuth has them. */
  public static ClientRequest form(String action, URI uri, Map<String, String> fields) {
    return new ClientRequest(
        action, "POST", uri, RequestBody.form(fields), Map.of("Accept", "application/json"), null,
        false);
  }

  public ClientRequest with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ClientRequest(action, method, uri, body, more, token, mayMove);
  }

  /** Without what may be secret: addresses can be. */
  @Override
  public String toString() {
    return action;
  }
}
