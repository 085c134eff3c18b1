package io.gypsum.client.transfer;

import java.security.MessageDigest;

/** Hashes at once. */
final class InlineHash implements RunningHash {
  private final MessageDigest digest;
  private final byte[] buffer = new byte[BUFFER_BYTES];

  InlineHash(MessageDigest digest) {
    this.digest = digest;
  }

  @Override
  public byte[] nextBuffer() {
    return buffer;
  }

  @Override
  public void update(byte[] filled, int length) {
    digest.update(filled, 0, length);
  }

  @Override
  public void close() {}
}
