package io.gypsum.server.http.file;

import io.gypsum.store.ByteRange;
import org.jspecify.annotations.Nullable;

/** One range of a Range header: {@code first-last}, {@code first-} or {@code -suffix}. */
final class RangeSpec {
  private static final int MAX_DIGITS = 18;

  private RangeSpec() {}

  /** The bytes of the object that it means, of length 0 when there are none; null when it is malformed. */
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

  /** The digits' value; what no object's size comes near counts as endless. */
  private static long number(String text, int from, int to) {
    int start = from;
    while (start < to - 1 && text.charAt(start) == '0') {
      start++;
    }
    return to - start > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(text, start, to, 10);
  }
}
