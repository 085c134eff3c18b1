package io.gypsum.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A file with the header of an SQLite database and random content. */
final class FakeDatabase {
  static final int PAGE_BYTES = 4096;

  private FakeDatabase() {}

  /** @param seed of the random content */
  static byte[] of(int pages, long seed) {
    byte[] bytes = new byte[pages * PAGE_BYTES];
    new Random(seed).nextBytes(bytes);
    ByteBuffer.wrap(bytes)
        .put("SQLite format 3\0".getBytes(StandardCharsets.US_ASCII))
        .putShort(16, (short) PAGE_BYTES)
        .putInt(24, 7)
        .putInt(28, pages)
        .putInt(92, 7);
    return bytes;
  }
}
