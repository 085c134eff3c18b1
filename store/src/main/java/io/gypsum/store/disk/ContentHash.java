package io.gypsum.store.disk;

import java.io.IOException;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/** Hashes the buffers that it lends for reading and writing. Not thread-safe. */
interface ContentHash extends AutoCloseable {
  /** A buffer to fill; to be given back by {@link #update}, before the next is asked for. */
  byte[] nextBuffer() throws IOException;

  /** Takes the first {@code length} bytes of the buffer into the hash. */
  void update(byte[] buffer, int length);

  /** The hash of all bytes; no bytes when nobody wants it. */
  byte[] digest() throws IOException;

  @Override
  void close();

  /** In the thread of the caller, with one buffer. */
  final class Inline implements ContentHash {
    /** Null when nobody wants the hash. */
    final @Nullable MessageDigest digest;
    private final byte[] buffer;

    Inline(@Nullable MessageDigest digest, int bufferBytes) {
      this.digest = digest;
      this.buffer = new byte[bufferBytes];
    }

    @Override
    public byte[] nextBuffer() {
      return buffer;
    }

    @Override
    public void update(byte[] bytes, int length) {
      if (digest != null) {
        digest.update(bytes, 0, length);
      }
    }

    @Override
    public byte[] digest() {
      return digest == null ? new byte[0] : digest.digest();
    }

    @Override
    public void close() {}
  }
}
