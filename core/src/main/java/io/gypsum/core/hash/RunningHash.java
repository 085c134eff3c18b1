package io.gypsum.core.hash;

import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/**
 * Hashes what is copied in buffers that it lends: whoever has one fills it, uses what is in it, and gives it back by
 * {@link #update}, in order. {@link #inline} lends one at a time, to one thread; {@link #inBackground} several, and one thread
 * may ask for them while another gives them back. The digest belongs to this until {@link #close}, and has taken
 * everything then.
 */
public interface RunningHash extends AutoCloseable {
  /** How many buffers {@link #inBackground} lends. */
  int BACKGROUND_BUFFERS = 4;
  /** Of what {@link #inBackground} lends. */
  int BACKGROUND_BUFFER_BYTES = 256 * 1024;
  /** The biggest that {@link #forBytes} makes for inline hashes. */
  int INLINE_BUFFER_BYTES = 256 * 1024;
  /** The smallest: sizes that are told are not always true. */
  int LEAST_BUFFER_BYTES = 8 * 1024;
  /** From here on the time that hashing takes is worth a thread. */
  long BACKGROUND_BYTES = 8L * 1024 * 1024;

  /**
   * Hashes at once, with one buffer.
   *
   * @param digest null when nobody wants the hash
   */
  static RunningHash inline(@Nullable MessageDigest digest, int bufferBytes) {
    return new InlineHash(digest, bufferBytes);
  }

  /**
   * Hashes in a thread of its own while the caller fills and uses the next buffer: where reading and writing are fast,
   * hashing takes the longest of the three. Worth it from some megabytes on; takes 1 MiB.
   *
   * @param digest null when nobody wants the hash
   */
  static RunningHash inBackground(@Nullable MessageDigest digest) {
    return new BackgroundHash(digest);
  }

  /**
   * The one of the two that suits so many bytes.
   *
   * @param bytes how many are to come, as far as is known; small ones get a small buffer
   */
  static RunningHash forBytes(MessageDigest digest, long bytes) {
    return bytes > BACKGROUND_BYTES
        ? inBackground(digest)
        : inline(
            digest, (int) Math.max(LEAST_BUFFER_BYTES, Math.min(INLINE_BUFFER_BYTES, bytes + 1)));
  }

  /** A buffer to fill. */
  byte[] nextBuffer() throws InterruptedException;

  /** Gives a buffer back, to be hashed up to {@code length}. */
  void update(byte[] buffer, int length);

  /** Waits for the few buffers that may be left to hash, even when interrupted; the interrupt is kept. */
  @Override
  void close();
}
