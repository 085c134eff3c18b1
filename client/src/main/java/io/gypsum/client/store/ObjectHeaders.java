package io.gypsum.client.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.ClientRequest;
import io.gypsum.client.http.ClientResponse;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.RangedSource;
import io.gypsum.core.name.Key;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;

/** Reads what the headers of a response contain about an object. */
final class ObjectHeaders {
  private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([\\x21\\x23-\\x7e]+)\"");
  private static final Pattern TIME = Pattern.compile(".+");

  private ObjectHeaders() {}

  /** @throws RequestFailedException CORRUPT if a header that every server sends is missing or malformed */
  static ObjectInfo info(ClientRequest request, Key key, ClientResponse response) {
    return new ObjectInfo(
        key, sizeBytes(request, response), etag(request, response),
        lastModified(request, response));
  }

  private static long sizeBytes(ClientRequest request, ClientResponse response) {
    if (response.isPartial()) {
      return RangedSource.ContentRange.of(request.action(), response)
          .totalBytes()
          .orElseThrow(
              () -> HttpErrors.unexpectedResponse(
                  request.action(), "the header Content-Range does not contain the total size"));
    }
    return Long.parseLong(match("Content-Length", LENGTH, request, response).group());
  }

  private static ETag etag(ClientRequest request, ClientResponse response) {
    // Proxies weaken the tags of responses that they pass on without changing the content.
    return new ETag(match("ETag", TAG, request, response).group(1));
  }

  private static Instant lastModified(ClientRequest request, ClientResponse response) {
    String text = match("Last-Modified", TIME, request, response).group();
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw HttpErrors.unexpectedResponse(
          request.action(), "expected a date in the header Last-Modified, found '" + text + "'");
    }
  }

  private static Matcher match(
      String header, Pattern pattern, ClientRequest request, ClientResponse response) {
    String found = response.header(header);
    Matcher matcher = pattern.matcher(found == null ? "" : found);
    if (!matcher.matches()) {
      throw HttpErrors.unexpectedResponse(
          request.action(),
          "the header " + header
              + (found == null ? " is missing" : " is malformed: '" + found + "'"));
    }
    return matcher;
  }
}
