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
import io.gypsum.core.name.Key;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;

/** What the headers of an answer tell of an object. */
final class ObjectHeaders {
  private static final Form CONTENT_RANGE =
      Form.of("Content-Range", "bytes (\\d{1,18})-\\d+/(\\d{1,18})");
  private static final Form LENGTH = Form.of("Content-Length", "\\d{1,18}");
  private static final Form TAG = Form.of("ETag", "(?:W/)?\"([\\x21\\x23-\\x7e]+)\"");
  private static final Form TIME = Form.of("Last-Modified", ".+");

  private ObjectHeaders() {}

  /** @param range with at least one byte */
  static ClientRequest ranged(ClientRequest call, ByteRange range) {
    if (range.equals(ByteRange.ALL)) {
      return call;
    }
    boolean endless = range.lengthBytes() - 1 > Long.MAX_VALUE - range.offset();
    String last = endless ? "" : String.valueOf(range.offset() + range.lengthBytes() - 1);
    return call.with("Range", "bytes=" + range.offset() + "-" + last);
  }

  /** @throws RequestFailedException CORRUPT when the server does not say what every server says */
  static ObjectInfo info(ClientRequest call, Key key, ClientResponse answer) {
    return new ObjectInfo(
        key, sizeBytes(call, answer), etag(call, answer), lastModified(call, answer));
  }

  /** Of the first byte of the body. */
  static long offset(ClientRequest call, ClientResponse answer) {
    return answer.isPartial() ? Long.parseLong(match(CONTENT_RANGE, call, answer).group(1)) : 0;
  }

  private static long sizeBytes(ClientRequest call, ClientResponse answer) {
    return Long.parseLong(
        answer.isPartial()
            ? match(CONTENT_RANGE, call, answer).group(2)
            : match(LENGTH, call, answer).group());
  }

  private static ETag etag(ClientRequest call, ClientResponse answer) {
    // Proxies weaken the tags of what they pass on; the content stays one content.
    return new ETag(match(TAG, call, answer).group(1));
  }

  private static Instant lastModified(ClientRequest call, ClientResponse answer) {
    String text = match(TIME, call, answer).group();
    try {
      return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      throw HttpErrors.unexpectedResponse(
          call.action(), "expected a date in the header Last-Modified, found '" + text + "'");
    }
  }

  /** A header and what its value looks like. */
  private record Form(String header, Pattern value) {
    static Form of(String header, String value) {
      return new Form(header, Pattern.compile(value));
    }
  }

  private static Matcher match(Form form, ClientRequest call, ClientResponse answer) {
    String found = answer.header(form.header());
    Matcher matcher = form.value().matcher(found == null ? "" : found);
    if (!matcher.matches()) {
      throw HttpErrors.unexpectedResponse(
          call.action(),
          "the header " + form.header()
              + (found == null ? " is missing" : " is '" + found + "', which says nothing"));
    }
    return matcher;
  }
}
