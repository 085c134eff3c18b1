package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

import io.gypsum.core.hash.BufferThread;
import io.gypsum.core.hash.RunningHash;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file in a thread of its own while its next bytes are awaited: making room for them in memory can take the
 * kernel longer than all the rest. Hands each buffer to the hash once it is written.
 */
final class BackgroundWriter implements BodySink, AutoCloseable {
  private final FileChannel file;
  private final RunningHash hash;
  private final EarlyWriteBack writeBack;
  private final BufferThread thread;
  private long writtenBytes;
  private volatile @Nullable Throwable failure;

  /**
   * @param hash that lends the buffers, in the background; closed after this
   * @param writtenBytes how many the file has already
   */
  BackgroundWriter(
      FileChannel file, RunningHash hash, EarlyWriteBack writeBack, long writtenBytes) {
    this.file = file;
    this.hash = hash;
    this.writeBack = writeBack;
    this.writtenBytes = writtenBytes;
    this.thread =
        new BufferThread("gypsum-store-write", RunningHash.BACKGROUND_BUFFERS, this::write);
  }

  /** @throws IOException when an earlier buffer could not be written */
  @Override
  public void take(byte[] buffer, int length) throws IOException {
    rethrow();
    thread.add(buffer, length);
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
    thread.close();
  }

  private void write(byte[] buffer, int length) {
    if (failure == null) {
      try {
        BodySink.write(file, ByteBuffer.wrap(buffer, 0, length));
        writtenBytes += length;
        writeBack.written(writtenBytes);
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }
    // Given back after a failure too: whoever waits for a buffer must come to know of it.
    hash.update(buffer, length);
  }
}
