package io.gypsum.server.http.file;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.store.ByteRange;
import org.jspecify.annotations.Nullable;

/** What a Range header asks for of an object (RFC 9110, 14.1 to 14.2). */
sealed interface Ranges {
  /** How many ranges one request may name. */
  int MAX_RANGES = 32;

  /** All of it: there is no header, or it is malformed, of another unit, or asks for more than the whole. */
  record Whole() implements Ranges {}

  /** None of the ranges begins within the object. */
  record Unsatisfiable() implements Ranges {}

  /** @param ranges at least one, each with at least one byte and within the object, in the order asked for */
  record Parts(List<ByteRange> ranges) implements Ranges {
    public Parts {
      ranges = List.copyOf(ranges);
    }
  }

  /** @param header the value of the header, or null */
  static Ranges parse(@Nullable String header, long sizeBytes) {
    if (header == null || !header.regionMatches(true, 0, "bytes=", 0, 6)) {
      return new Whole();
    }
    List<ByteRange> parts = new ArrayList<>();
    int asked = 0;
    for (String item : header.substring(6).split(",", -1)) {
      String spec = item.strip();
      if (spec.isEmpty()) {
        continue;
      }
      ByteRange range = RangeSpec.parse(spec, sizeBytes);
      if (range == null || ++asked > MAX_RANGES) {
        return new Whole();
      }
      if (range.lengthBytes() > 0) {
        parts.add(range);
      }
    }
    if (asked == 0) {
      return new Whole();
    }
    return parts.isEmpty() ? new Unsatisfiable() : partsOrWhole(parts, sizeBytes);
  }

  /** Several ranges that together are no less than the object only cost more than the object. */
  private static Ranges partsOrWhole(List<ByteRange> parts, long sizeBytes) {
    long remaining = sizeBytes;
    for (ByteRange part : parts) {
      remaining -= part.lengthBytes();
      if (parts.size() > 1 && remaining <= 0) {
        return new Whole();
      }
    }
    return new Parts(parts);
  }
}
