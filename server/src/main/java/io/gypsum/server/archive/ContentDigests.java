package io.gypsum.server.archive;

import io.gypsum.core.document.Md5;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 checksums of contents, which are identified by MD5 and size. May discard checksums at any time. Thread-safe;
 * never fails.
 */
public interface ContentDigests {
  /** Returns the checksum of a content, 32 bytes; null if it is not known. */
  byte @Nullable [] findSha256(Md5 md5, long sizeBytes);

  /** Stores the checksum of a content. */
  void addSha256(Md5 md5, long sizeBytes, byte[] sha256);
}
