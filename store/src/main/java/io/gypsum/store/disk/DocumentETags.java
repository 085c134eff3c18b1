package io.gypsum.store.disk;

import java.util.HexFormat;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.ETag;

/**
 * ETags of small internal objects, called documents here. They are overwritten often, and the attributes of a file are too
 * coarse for conditional writes: timestamps have a resolution of milliseconds and inode numbers are reused. Their ETag is
 * therefore the MD5 of their content, which requires reading it.
 */
final class DocumentETags {
  static final int MAX_BYTES = 64 * 1024;

  private DocumentETags() {}

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
