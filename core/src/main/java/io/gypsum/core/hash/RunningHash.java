package io.gypsum.core.hash;

import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/**
 * Hashes what is copied in buffers that it lends: whoever has one fills it, uses what is in it, and gives it back by
 * {@link #update} before asking for the next. The digest belongs to this until {@link #close}, and has taken everything
 * then. Not thread-safe.
 */
public interface RunningHash extends AutoCloseable {
  /** Of what {@link #inBackground} lends. */
  int BACKGROUND_BUFFER_BYTES = 256 * 1024;

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
   */
  static RunningHash inBackground(MessageDigest digest) {
    return new BackgroundHash(digest);
  }

  /** A buffer to fill. */
  byte[] nextBuffer() throws InterruptedException;

  /** Gives a buffer back, to be hashed up to {@code length}. */
  void update(byte[] buffer, int length);

  /** Waits for the few buffers that may be left to hash, even when interrupted; the interrupt is kept. */
  @Override
  void close();
}
