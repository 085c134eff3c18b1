package io.gypsum.client.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first 100 bytes of an SQLite file, which contain its size (https://sqlite.org/fileformat.html, section 1.3). */
final class SqliteHeader {
  private static final String MAGIC = "SQLite format 3\0";
  private static final int HEADER_BYTES = 100;
  private static final int PAGE_SIZE_OFFSET = 16;
  private static final int CHANGE_COUNTER_OFFSET = 24;
  private static final int PAGE_COUNT_OFFSET = 28;
  private static final int VERSION_VALID_FOR_OFFSET = 92;
  /** Does not fit into the 16-bit field, which contains 1 instead. */
  private static final int MAX_PAGE_BYTES = 65_536;

  private SqliteHeader() {}

  /** Returns why {@code file} is not a complete SQLite file; empty if no problem was found. */
  static Optional<String> findProblem(FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    int count = 0;
    while (header.hasRemaining() && count >= 0) {
      count = file.read(header, header.position());
    }
    String start = new String(header.array(), 0, MAGIC.length(), StandardCharsets.ISO_8859_1);
    if (header.hasRemaining() || !start.equals(MAGIC)) {
      return Optional.of("expected an SQLite file, received something else");
    }
    // SQLite before 3.7.0 did not update the page count: it is valid only if both counters are equal.
    boolean isPageCountValid =
        header.getInt(CHANGE_COUNTER_OFFSET) == header.getInt(VERSION_VALID_FOR_OFFSET);
    long expectedBytes =
        Integer.toUnsignedLong(header.getInt(PAGE_COUNT_OFFSET)) * pageBytes(header);
    return isPageCountValid && file.size() != expectedBytes
        ? Optional.of("expected " + expectedBytes + " bytes, received " + file.size())
        : Optional.empty();
  }

  private static int pageBytes(ByteBuffer header) {
    int bytes = Short.toUnsignedInt(header.getShort(PAGE_SIZE_OFFSET));
    return bytes == 1 ? MAX_PAGE_BYTES : bytes;
  }
}
