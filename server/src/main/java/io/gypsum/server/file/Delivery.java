package io.gypsum.server.file;

import java.util.List;

import io.gypsum.store.ByteRange;
import io.gypsum.store.ObjectInfo;

/** The ways in which the bytes of an object are sent to a client. Only this type decides between them. */
enum Delivery {
  /** The client is redirected to a presigned URL of the store. */
  REDIRECT,
  /** Read into one buffer, then sent. */
  BUFFER,
  /** Sent by the operating system from the store's local file; streamed when the store has none. */
  SENDFILE,
  /** Copied while it is read from the store. */
  STREAM,
  /** Several ranges, streamed as one multipart body. */
  MULTIPART;

  /** Up to this size, one read and one write cost less than {@link #SENDFILE}. */
  static final int MAX_BUFFERED_BYTES = 48 * 1024;

  /** From this size on, a second request costs less than sending the bytes through the server. */
  static final long MIN_REDIRECTED_BYTES = 64 * 1024;

  /** Up to this size an object may be part of a bundle; a bigger one takes longer to send than to request. */
  static final int MAX_BUNDLED_BYTES = 64 * 1024;

  /**
   * Decides for one request. Internal documents are never redirected: their readers depend on this server's headers. A
   * store redirects only one range at a time.
   *
   * @param ranges the requested ranges of the object; {@link ByteRange#ALL} for the whole object
   * @param canRedirect whether the server redirects to its store
   * @param canSendFile whether the operating system can send files on the connection
   */
  static Delivery of(
      ObjectInfo object, List<ByteRange> ranges, boolean canRedirect, boolean canSendFile) {
    if (ranges.size() > 1) {
      return MULTIPART;
    }
    long lengthBytes = ranges.getFirst().lengthWithin(object.sizeBytes());
    if (canRedirect && lengthBytes >= MIN_REDIRECTED_BYTES && !object.key().isInternal()) {
      return REDIRECT;
    }
    if (lengthBytes <= MAX_BUFFERED_BYTES) {
      return BUFFER;
    }
    return canSendFile ? SENDFILE : STREAM;
  }

  /** Returns whether a bundle contains the object when it was requested as a part of one. */
  static boolean isBundled(ObjectInfo object) {
    return object.sizeBytes() <= MAX_BUNDLED_BYTES;
  }
}
