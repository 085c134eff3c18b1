package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.Semaphore;

import io.gypsum.core.concurrent.BufferPipeline;
import io.gypsum.core.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Appends buffers to a file in a separate thread: allocating page cache can take the kernel longer than receiving and
 * hashing. While the file grows, another thread has the kernel write it to the disk, so that the final sync finds little
 * left to do.
 */
final class WriteStage implements BufferPipeline.Stage {
  private static final long WRITE_BACK_INTERVAL_BYTES = 32L * 1024 * 1024;

  private final FileChannel file;
  private final Semaphore writeBackRequests = new Semaphore(0);
  private long writtenBytes;
  private long nextWriteBack = WRITE_BACK_INTERVAL_BYTES;
  /** Started by the first request. */
  private @Nullable Thread writeBack;
  private volatile boolean ended;
  private volatile @Nullable IOException writeBackFailure;

  WriteStage(FileChannel file) {
    this.file = file;
  }

  /** Writes all bytes that remain in the buffer. */
  static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void process(byte[] buffer, int length) throws IOException {
    write(file, ByteBuffer.wrap(buffer, 0, length));
    writtenBytes += length;
    if (writtenBytes >= nextWriteBack) {
      nextWriteBack = writtenBytes + WRITE_BACK_INTERVAL_BYTES;
      requestWriteBack();
    }
    requireWriteBack();
  }

  /** @throws IOException when the write-back failed */
  @Override
  public void end() throws IOException {
    Thread thread = writeBack;
    if (thread != null) {
      ended = true;
      writeBackRequests.release();
      Threads.join(thread);
    }
    requireWriteBack();
  }

  /** The kernel reports a failed write-back only once, so the final sync may succeed after one. */
  private void requireWriteBack() throws IOException {
    IOException failed = writeBackFailure;
    if (failed != null) {
      throw failed;
    }
  }

  private void requestWriteBack() {
    if (writeBack == null) {
      Thread thread = new Thread(this::writeBackOnRequest, "gypsum-write-back");
      thread.setDaemon(true);
      thread.start();
      writeBack = thread;
    }
    writeBackRequests.release();
  }

  private void writeBackOnRequest() {
    try {
      writeBackRequests.acquire();
      while (!ended) {
        file.force(false);
        writeBackRequests.acquire();
        // One sync serves all requests made so far.
        writeBackRequests.drainPermits();
      }
    } catch (IOException e) {
      writeBackFailure = e;
    } catch (InterruptedException e) {
      // No code interrupts this thread; without write-back the final sync takes longer.
    }
  }
}
