package io.gypsum.core.hash;

import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.jspecify.annotations.Nullable;

/** Hashes in a thread of its own. */
final class BackgroundHash implements RunningHash {
  private final @Nullable MessageDigest digest;
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BACKGROUND_BUFFERS);
  private final BufferThread thread;

  BackgroundHash(@Nullable MessageDigest digest) {
    this.digest = digest;
    for (int i = 0; i < BACKGROUND_BUFFERS; i++) {
      free.add(new byte[BACKGROUND_BUFFER_BYTES]);
    }
    this.thread = new BufferThread("gypsum-hash", BACKGROUND_BUFFERS, this::hash);
  }

  @Override
  public byte[] nextBuffer() throws InterruptedException {
    return free.take();
  }

  @Override
  public void update(byte[] buffer, int length) {
    thread.add(buffer, length);
  }

  @Override
  public void close() {
    thread.close();
  }

  private void hash(byte[] buffer, int length) {
    if (digest != null) {
      digest.update(buffer, 0, length);
    }
    free.add(buffer);
  }
}
