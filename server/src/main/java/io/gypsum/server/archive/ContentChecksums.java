package io.gypsum.server.archive;

import java.util.OptionalInt;

import io.gypsum.core.document.Md5;

/**
 * CRC-32 checksums of contents, which are identified by MD5 and size. May discard checksums at any time. Thread-safe;
 * never fails.
 */
public interface ContentChecksums extends AutoCloseable {
  /** Returns the checksum of a content; empty if it is not known. */
  OptionalInt find(Md5 md5, long sizeBytes);

  /** Stores the checksum of a content. */
  void add(Md5 md5, long sizeBytes, int crc32);

  @Override
  void close();
}
