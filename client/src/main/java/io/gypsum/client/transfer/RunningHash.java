package io.gypsum.client.transfer;

import java.security.MessageDigest;

/** Hashes what is received, buffer by buffer. */
interface RunningHash extends AutoCloseable {
  /** From here on the time that hashing takes is worth a thread. */
  long BACKGROUND_BYTES = 8L * 1024 * 1024;
  int BUFFER_BYTES = 256 * 1024;

  /** @param digest not to be used by the caller until this is closed */
  static RunningHash start(MessageDigest digest, long bytesToCome) {
    return bytesToCome > BACKGROUND_BYTES ? new BackgroundHash(digest) : new InlineHash(digest);
  }

  /** A buffer to fill. Whoever has one gives it to {@link #update} before asking for the next. */
  byte[] nextBuffer() throws InterruptedException;

  void update(byte[] buffer, int length);

  /** After this the digest has taken everything. */
  @Override
  void close();
}
