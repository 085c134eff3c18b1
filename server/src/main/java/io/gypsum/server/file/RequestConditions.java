package io.gypsum.server.file;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.gypsum.server.http.Exchange;
import io.gypsum.store.ETag;
import org.jspecify.annotations.Nullable;

/** The headers that make a GET or HEAD conditional (RFC 9110, section 13); null for those that the request lacks. */
record RequestConditions(
    @Nullable String ifMatch, @Nullable String ifUnmodifiedSince, @Nullable String ifNoneMatch,
    @Nullable String ifModifiedSince, @Nullable String ifRange) {

  /** A date identifies a state of an object only if the object was not changed again within the same second. */
  private static final Duration DATE_RESOLUTION = Duration.ofSeconds(1);

  /** The consequence of the conditions. */
  enum Verdict {
    PROCEED, NOT_MODIFIED, PRECONDITION_FAILED
  }

  static RequestConditions of(Exchange exchange) {
    return new RequestConditions(
        exchange.header("If-Match"), exchange.header("If-Unmodified-Since"),
        exchange.header("If-None-Match"), exchange.header("If-Modified-Since"),
        exchange.header("If-Range"));
  }

  boolean isEmpty() {
    return ifMatch == null && ifUnmodifiedSince == null && ifNoneMatch == null
        && ifModifiedSince == null && ifRange == null;
  }

  /**
   * Evaluates the conditions in the order of RFC 9110, section 13.2.2: entity tags take precedence over dates, and
   * malformed dates are ignored.
   */
  Verdict verdict(ETag etag, Instant lastModified) {
    Instant modified = lastModified.truncatedTo(ChronoUnit.SECONDS);
    if (ifMatch != null) {
      if (!listContains(ifMatch, etag, true)) {
        return Verdict.PRECONDITION_FAILED;
      }
    } else if (isAfter(modified, ifUnmodifiedSince)) {
      return Verdict.PRECONDITION_FAILED;
    }
    if (ifNoneMatch != null) {
      return listContains(ifNoneMatch, etag, false) ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
    }
    Instant since = ifModifiedSince == null ? null : HttpDate.parse(ifModifiedSince);
    return since == null || modified.isAfter(since) ? Verdict.PROCEED : Verdict.NOT_MODIFIED;
  }

  /**
   * Returns whether a Range header applies: without If-Range always, otherwise only to the state that If-Range names.
   */
  boolean allowRange(ETag etag, Instant lastModified, Instant now) {
    if (ifRange == null) {
      return true;
    }
    if (ifRange.startsWith("\"")) {
      return ifRange.equals(etag.quoted());
    }
    Instant date = HttpDate.parse(ifRange);
    return date != null && date.equals(lastModified.truncatedTo(ChronoUnit.SECONDS))
        && !now.isBefore(date.plus(DATE_RESOLUTION.multipliedBy(2)));
  }

  private static boolean isAfter(Instant modified, @Nullable String date) {
    Instant limit = date == null ? null : HttpDate.parse(date);
    return limit != null && modified.isAfter(limit);
  }

  /**
   * Returns whether a list of entity tags, or {@code *}, contains {@code etag}. Parsing ends at the first malformed tag.
   *
   * @param strong whether weak tags ({@code W/"…"}) never match
   */
  static boolean listContains(String header, ETag etag, boolean strong) {
    if (header.strip().equals("*")) {
      return true;
    }
    int at = 0;
    while (true) {
      at = skipSeparators(header, at);
      boolean isWeak = header.startsWith("W/", at);
      int open = isWeak ? at + 2 : at;
      int close = header.startsWith("\"", open) ? header.indexOf('"', open + 1) : -1;
      if (close < 0) {
        return false;
      }
      if (!(isWeak && strong) && isValue(header, open + 1, close, etag)) {
        return true;
      }
      at = close + 1;
    }
  }

  private static boolean isValue(String header, int from, int to, ETag etag) {
    return to - from == etag.value().length() && header.startsWith(etag.value(), from);
  }

  private static int skipSeparators(String header, int from) {
    int at = from;
    while (at < header.length() && " \t,".indexOf(header.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }
}
