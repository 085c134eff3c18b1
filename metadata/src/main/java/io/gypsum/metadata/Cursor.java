package io.gypsum.metadata;

import java.nio.ByteBuffer;
import java.util.Base64;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Where a search goes on: after which document of which snapshot.
 *
 * @param snapshot its {@link Snapshot#id}
 */
record Cursor(long snapshot, long pid) {
  /** As users carry it: letters, digits, {@code -} and {@code _}. */
  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(ByteBuffer.allocate(2 * Long.BYTES).putLong(snapshot).putLong(pid).array());
  }

  /** @throws GypsumException INVALID when no search of the snapshot gave {@code text} */
  static Cursor parse(String text, long snapshot) {
    Cursor cursor = parse(text);
    if (cursor.snapshot != snapshot) {
      throw GypsumException.invalid(
          "the database has been rebuilt since '" + Printable.value(text)
              + "' was given: search again from the start");
    }
    return cursor;
  }

  static Cursor parse(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() == 2 * Long.BYTES) {
        return new Cursor(bytes.getLong(), bytes.getLong());
      }
    } catch (IllegalArgumentException e) {
      throw unknown(text, e);
    }
    throw unknown(text, null);
  }

  static GypsumException unknown(String text, @Nullable Throwable cause) {
    return new GypsumException(
        GypsumException.Kind.INVALID,
        "'" + Printable.value(text) + "' is no place to go on from: expected what a search gave",
        cause);
  }
}
