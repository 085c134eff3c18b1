package io.gypsum.server.http.file;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.gypsum.store.ETag;
import org.jspecify.annotations.Nullable;

/**
 * The headers that make a GET or HEAD conditional (RFC 9110, section 13); each is null when it is not there.
 */
record Conditions(
    @Nullable String ifMatch, @Nullable String ifUnmodifiedSince, @Nullable String ifNoneMatch,
    @Nullable String ifModifiedSince, @Nullable String ifRange) {

  /** A date tells two states of an object apart only when the object has not changed in the same second again. */
  private static final Duration DATE_GRAIN = Duration.ofSeconds(1);

  /** What to answer. */
  enum Verdict {
    PROCEED, NOT_MODIFIED, PRECONDITION_FAILED
  }

  boolean areNone() {
    return ifMatch == null && ifUnmodifiedSince == null && ifNoneMatch == null
        && ifModifiedSince == null && ifRange == null;
  }

  /** In the order of RFC 9110, 13.2.2: the tags decide where there are any; a date that is none is not there. */
  Verdict verdict(ETag etag, Instant lastModified) {
    Instant modified = lastModified.truncatedTo(ChronoUnit.SECONDS);
    if (ifMatch != null) {
      if (!TagList.matches(ifMatch, etag, true)) {
        return Verdict.PRECONDITION_FAILED;
      }
    } else if (isAfter(modified, ifUnmodifiedSince)) {
      return Verdict.PRECONDITION_FAILED;
    }
    if (ifNoneMatch != null) {
      return TagList.matches(ifNoneMatch, etag, false) ? Verdict.NOT_MODIFIED : Verdict.PROCEED;
    }
    Instant since = ifModifiedSince == null ? null : HttpDate.parse(ifModifiedSince);
    return since == null || modified.isAfter(since) ? Verdict.PROCEED : Verdict.NOT_MODIFIED;
  }

  /** Whether a Range header counts: without If-Range always, else only for the very state that it names. */
  boolean allowRange(ETag etag, Instant lastModified, Instant now) {
    if (ifRange == null) {
      return true;
    }
    if (ifRange.startsWith("\"")) {
      return ifRange.equals(etag.quoted());
    }
    Instant date = HttpDate.parse(ifRange);
    return date != null && date.equals(lastModified.truncatedTo(ChronoUnit.SECONDS))
        && !now.isBefore(date.plus(DATE_GRAIN.multipliedBy(2)));
  }

  private static boolean isAfter(Instant modified, @Nullable String date) {
    Instant limit = date == null ? null : HttpDate.parse(date);
    return limit != null && modified.isAfter(limit);
  }
}
