package io.gypsum.core.hash;

import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/** Hashes at once. */
final class InlineHash implements RunningHash {
  private final @Nullable MessageDigest digest;
  private final byte[] buffer;

  InlineHash(@Nullable MessageDigest digest, int bufferBytes) {
    this.digest = digest;
    this.buffer = new byte[bufferBytes];
  }

  @Override
  public byte[] nextBuffer() {
    return buffer;
  }

  @Override
  public void update(byte[] filled, int length) {
    if (digest != null) {
      digest.update(filled, 0, length);
    }
  }

  @Override
  public void close() {}
}
