package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.gypsum.core.Tasks;
import io.gypsum.core.hash.RunningHash;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file in a thread of its own while its next bytes are awaited: making room for them in memory can take the
 * kernel longer than all the rest. Hands each buffer to the hash once it is written.
 */
final class BackgroundWriter implements BodySink, AutoCloseable {
  /** As many as one hash lends, and the end. */
  private static final int WAITING = 8;

  private final FileChannel file;
  private final RunningHash hash;
  private final EarlyWriteBack writeBack;
  private final BlockingQueue<Filled> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread = new Thread(this::writeAll, "gypsum-store-write");
  private long writtenBytes;
  private volatile @Nullable Throwable failure;

  /** @param hash that lends the buffers; closed after this */
  BackgroundWriter(
      FileChannel file, RunningHash hash, EarlyWriteBack writeBack, long writtenBytes) {
    this.file = file;
    this.hash = hash;
    this.writeBack = writeBack;
    this.writtenBytes = writtenBytes;
    thread.setDaemon(true);
    thread.start();
  }

  /** @throws IOException when an earlier buffer could not be written */
  @Override
  public void take(byte[] buffer, int length) throws IOException {
    rethrow();
    waiting.add(new Filled(buffer, length));
  }

  /**
   * Waits until all is written.
   *
   * @throws IOException when it could not be
   */
  void finish() throws IOException {
    close();
    rethrow();
  }

  private void rethrow() throws IOException {
    Throwable failed = failure;
    if (failed instanceof IOException e) {
      throw e;
    }
    if (failed != null) {
      throw new IllegalStateException("cannot write", failed);
    }
  }

  /** Writes what it has, and ends the thread. */
  @Override
  public void close() {
    if (thread.isAlive()) {
      waiting.add(Filled.END);
      Tasks.join(thread);
    }
  }

  private void writeAll() {
    try {
      for (Filled next = waiting.take(); next != Filled.END; next = waiting.take()) {
        write(next);
        // Given back after a failure too: whoever waits for a buffer must come to know of it.
        hash.update(next.buffer, next.length);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void write(Filled next) {
    if (failure != null) {
      return;
    }
    try {
      BodySink.write(file, ByteBuffer.wrap(next.buffer, 0, next.length));
      writtenBytes += next.length;
      writeBack.written(writtenBytes);
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
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
