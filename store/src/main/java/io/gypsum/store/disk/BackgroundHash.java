package io.gypsum.store.disk;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Hashes in a thread of its own while the caller reads and writes the next buffer. Of all the work of a put hashing takes
 * the longest, so a big one is about as fast as its hash.
 */
final class BackgroundHash implements ContentHash {
  private static final int BUFFERS = 4;
  private static final int BUFFER_BYTES = 256 * 1024;

  private final MessageDigest digest;
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BUFFERS);
  private final BlockingQueue<Filled> filled = new ArrayBlockingQueue<>(BUFFERS + 1);
  private final Thread thread = new Thread(this::hashAll, "gypsum-store-hash");

  /** @param digest of what came before; not to be used by the caller any more */
  BackgroundHash(MessageDigest digest) {
    this.digest = digest;
    for (int i = 0; i < BUFFERS; i++) {
      free.add(new byte[BUFFER_BYTES]);
    }
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public byte[] nextBuffer() throws IOException {
    try {
      return free.take();
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    }
  }

  @Override
  public void update(byte[] buffer, int length) {
    filled.add(new Filled(buffer, length));
  }

  @Override
  public byte[] digest() throws IOException {
    filled.add(Filled.END);
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw Failures.interrupted(e);
    }
    return digest.digest();
  }

  @Override
  public void close() {
    thread.interrupt();
    Threads.join(thread);
  }

  private void hashAll() {
    try {
      for (Filled next = filled.take(); next != Filled.END; next = filled.take()) {
        digest.update(next.buffer, 0, next.length);
        free.add(next.buffer);
      }
    } catch (InterruptedException e) {
      // The put has failed: nobody will ask for the hash.
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
