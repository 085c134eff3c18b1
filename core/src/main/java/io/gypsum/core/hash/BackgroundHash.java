package io.gypsum.core.hash;

import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.gypsum.core.Tasks;
import org.jspecify.annotations.Nullable;

/** Hashes in a thread of its own. */
final class BackgroundHash implements RunningHash {
  private static final int BUFFERS = 4;

  private final @Nullable MessageDigest digest;
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final Thread thread = new Thread(this::hashAll, "gypsum-hash");

  BackgroundHash(@Nullable MessageDigest digest) {
    this.digest = digest;
    for (int i = 0; i < BUFFERS; i++) {
      free.add(new byte[BACKGROUND_BUFFER_BYTES]);
    }
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public byte[] nextBuffer() throws InterruptedException {
    return free.take();
  }

  @Override
  public void update(byte[] buffer, int length) {
    filled.add(new Filled(buffer, length));
  }

  @Override
  public void close() {
    filled.add(Filled.END);
    Tasks.join(thread);
  }

  private void hashAll() {
    try {
      for (Filled next = filled.take(); next != Filled.END; next = filled.take()) {
        if (digest != null) {
          digest.update(next.buffer, 0, next.length);
        }
        free.add(next.buffer);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static final class Filled {
    static final Filled END = new Filled(new byte[0], 0);

    private final byte[] buffer;
    private final int length;

    Filled(byte[] buffer, int length) {
      this.buffer = buffer;
      this.length = length;
    }
  }
}
