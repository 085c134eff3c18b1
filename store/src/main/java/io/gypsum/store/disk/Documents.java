package io.gypsum.store.disk;

import java.util.HexFormat;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.ETag;

/**
 * Small internal objects. They are overwritten again and again, and what the system tells of a file (ticks of some
 * milliseconds, inode numbers that come back) is too coarse for a write that depends on it. So their ETag is the MD5 of
 * their content, which costs reading them.
 */
final class Documents {
  static final int MAX_BYTES = 64 * 1024;

  private Documents() {}

  static boolean isDocument(Key key, long sizeBytes) {
    return sizeBytes <= MAX_BYTES && key.isInternal();
  }

  static ETag etag(byte[] md5) {
    return new ETag(HexFormat.of().formatHex(md5));
  }

  static ETag etagOf(byte[] content) {
    return etag(Md5.newDigest().digest(content));
  }
}
