package io.gypsum.server.file;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.store.ByteRange;
import org.jspecify.annotations.Nullable;

/** The part of an object that a Range header selects (RFC 9110, sections 14.1 and 14.2). */
sealed interface RangeHeader {
  /** Maximum number of ranges in a request; one with more gets the whole object. */
  int MAX_RANGES = 32;

  /**
   * The whole object: the header is absent, malformed, has another unit, or selects at least as many bytes as the object
   * has. A suffix of an empty object also selects all of it, since {@code Content-Range} cannot express an empty range.
   */
  record Whole() implements RangeHeader {}

  /** No range begins within the object. */
  record Unsatisfiable() implements RangeHeader {}

  /** @param ranges at least one, each not empty and within the object, in the order of the header */
  record Parts(List<ByteRange> ranges) implements RangeHeader {
    public Parts {
      ranges = List.copyOf(ranges);
    }
  }

  /** @param header the value of the header, or null */
  static RangeHeader parse(@Nullable String header, long sizeBytes) {
    if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return new Whole();
    }
    List<ByteRange> parts = new ArrayList<>();
    int count = 0;
    boolean selectsNothing = false;
    for (String item : header.substring(6).split(",", -1)) {
      String spec = item.strip();
      if (spec.isEmpty()) {
        continue;
      }
      ByteRange range = RangeSpec.parse(spec, sizeBytes);
      if (range == null || ++count > MAX_RANGES) {
        return new Whole();
      }
      if (range.lengthBytes() > 0) {
        parts.add(range);
      } else {
        selectsNothing |= sizeBytes == 0 && RangeSpec.isSuffix(spec);
      }
    }
    if (count == 0 || selectsNothing) {
      return new Whole();
    }
    return parts.isEmpty() ? new Unsatisfiable() : partsOrWhole(parts, sizeBytes);
  }

  /** Sending ranges that add up to the size of the object costs more than sending the object once. */
  private static RangeHeader partsOrWhole(List<ByteRange> parts, long sizeBytes) {
    long remaining = sizeBytes;
    for (ByteRange part : parts) {
      remaining -= part.lengthBytes();
      if (parts.size() > 1 && remaining <= 0) {
        return new Whole();
      }
    }
    return new Parts(parts);
  }

  /** One range: {@code first-last}, {@code first-} or {@code -suffix}. */
  final class RangeSpec {
    private static final int MAX_DIGITS = 18;

    private RangeSpec() {}

    /** Returns the selected bytes, of length 0 outside the object; null when the range is malformed. */
    static @Nullable ByteRange parse(String spec, long sizeBytes) {
      int dash = spec.indexOf('-');
      if (dash < 0 || !isDigits(spec, 0, dash) || !isDigits(spec, dash + 1, spec.length())) {
        return null;
      }
      boolean hasFirst = dash > 0;
      boolean hasLast = dash + 1 < spec.length();
      if (!hasFirst) {
        return hasLast ? suffix(number(spec, 1, spec.length()), sizeBytes) : null;
      }
      long first = number(spec, 0, dash);
      long last = hasLast ? number(spec, dash + 1, spec.length()) : Long.MAX_VALUE;
      if (last < first) {
        return null;
      }
      if (first >= sizeBytes) {
        return new ByteRange(0, 0);
      }
      return new ByteRange(first, Math.min(last, sizeBytes - 1) - first + 1);
    }

    /** Returns whether a valid spec is a suffix of at least one byte. */
    static boolean isSuffix(String spec) {
      return spec.startsWith("-") && number(spec, 1, spec.length()) > 0;
    }

    private static ByteRange suffix(long lengthBytes, long sizeBytes) {
      long length = Math.min(lengthBytes, sizeBytes);
      return new ByteRange(sizeBytes - length, length);
    }

    private static boolean isDigits(String text, int from, int to) {
      for (int i = from; i < to; i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          return false;
        }
      }
      return true;
    }

    /** Returns the value of the digits; a number beyond the size of any object is read as the maximum. */
    private static long number(String text, int from, int to) {
      int start = from;
      while (start < to - 1 && text.charAt(start) == '0') {
        start++;
      }
      return to - start > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text, start, to, 10);
    }
  }
}
