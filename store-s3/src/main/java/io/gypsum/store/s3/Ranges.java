package io.gypsum.store.s3;

import io.gypsum.store.ByteRange;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** Ranges as HTTP writes them. */
final class Ranges {
  private Ranges() {}

  /** @param range of one byte at least; null for a header that is not needed */
  static @Nullable String header(ByteRange range) {
    if (range.equals(ByteRange.ALL)) {
      return null;
    }
    boolean open = range.lengthBytes() > Long.MAX_VALUE - range.offset();
    return "bytes=" + range.offset() + "-"
        + (open ? "" : range.offset() + range.lengthBytes() - 1);
  }

  /** Of the whole object, whatever of it the answer holds. */
  static long sizeBytes(GetObjectResponse answer) {
    String range = answer.contentRange();
    return range == null
        ? answer.contentLength()
        : Long.parseLong(range.substring(range.indexOf('/') + 1));
  }
}
