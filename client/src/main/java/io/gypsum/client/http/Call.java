package io.gypsum.client.http;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.json.JsonWritable;
import org.jspecify.annotations.Nullable;

/**
 * One request, to be sent as often as need be.
 *
 * @param asked what it is for, in words that follow "cannot": {@code list the projects}
 * @param headers beside those of body and token
 * @param token null for what anyone may ask
 * @param mayMove whether another address that the answer names is asked instead
 */
public record Call(
    String asked,
    String method,
    URI uri,
    Payload body,
    Map<String, String> headers,
    @Nullable Token token,
    boolean mayMove) {
  public Call {
    headers = Map.copyOf(headers);
  }

  /** A question without a token, whose answer comes soon. */
  public static Call get(String asked, URI uri) {
    return new Call(asked, "GET", uri, Payload.NONE, Map.of(), null, false);
  }

  /** A question about what a GET would answer. */
  public static Call head(String asked, URI uri) {
    return new Call(asked, "HEAD", uri, Payload.NONE, Map.of(), null, false);
  }

  /** A question that tells nothing, so that whoever has the answer now may hear it. */
  public static Call getWherever(String asked, URI uri) {
    return new Call(asked, "GET", uri, Payload.NONE, Map.of(), null, true);
  }

  /** A question that is too long for an address. */
  public static Call ask(String asked, URI uri, JsonWritable document) {
    return new Call(asked, "POST", uri, Payload.json(document), Map.of(), null, false);
  }

  public static Call send(String asked, String method, URI uri, Token token) {
    return new Call(asked, method, uri, Payload.NONE, Map.of(), token, false);
  }

  public static Call send(
      String asked, String method, URI uri, Token token, JsonWritable document) {
    return new Call(asked, method, uri, Payload.json(document), Map.of(), token, false);
  }

  /** To a presigned address, which says by itself who may. */
  public static Call put(String asked, URI uri, Payload body, String contentMd5) {
    return new Call(asked, "PUT", uri, body, Map.of("Content-MD5", contentMd5), null, false);
  }

  /** A form, as OAuth has them. */
  public static Call form(String asked, URI uri, Map<String, String> fields) {
    return new Call(
        asked, "POST", uri, Payload.form(fields), Map.of("Accept", "application/json"), null,
        false);
  }

  public Call with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Call(asked, method, uri, body, more, token, mayMove);
  }

  /** Without what may be secret: addresses can be. */
  @Override
  public String toString() {
    return asked;
  }
}
