package io.gypsum.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The first bytes of an SQLite file, which say what it is and how long. */
final class SqliteHeader {
  private static final String MAGIC = "SQLite format 3\0";
  private static final int HEADER_BYTES = 100;
  private static final int PAGE_BYTES_AT = 16;
  private static final int CHANGES_AT = 24;
  private static final int PAGES_AT = 28;
  private static final int CHANGES_WHEN_COUNTED_AT = 92;
  /** Stands as 1 in a field of 16 bits. */
  private static final int LARGEST_PAGE_BYTES = 65_536;

  private SqliteHeader() {}

  /** Why {@code file} is no SQLite file or not all of one; empty when nothing speaks against it. */
  static Optional<String> problem(FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    int count = 0;
    while (header.hasRemaining() && count >= 0) {
      count = file.read(header, header.position());
    }
    String start = new String(header.array(), 0, MAGIC.length(), StandardCharsets.ISO_8859_1);
    if (header.hasRemaining() || !start.equals(MAGIC)) {
      return Optional.of("expected an SQLite file, received something else");
    }
    // A writer of long ago did not keep count of the pages.
    boolean isCounted = header.getInt(CHANGES_AT) == header.getInt(CHANGES_WHEN_COUNTED_AT);
    long expectedBytes = Integer.toUnsignedLong(header.getInt(PAGES_AT)) * pageBytes(header);
    return isCounted && file.size() != expectedBytes
        ? Optional.of("expected " + expectedBytes + " bytes, received " + file.size())
        : Optional.empty();
  }

  private static int pageBytes(ByteBuffer header) {
    int bytes = Short.toUnsignedInt(header.getShort(PAGE_BYTES_AT));
    return bytes == 1 ? LARGEST_PAGE_BYTES : bytes;
  }
}
