package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Semaphore;

import io.gypsum.core.concurrent.Threads;
import org.jspecify.annotations.Nullable;

/**
 * Sends a file to the disk while it is being written, in a thread of its own, so that the sync at its end finds little
 * left to do.
 */
final class EarlyWriteBack implements AutoCloseable {
  private static final long STEP_BYTES = 32L * 1024 * 1024;

  private final FileChannel file;
  private final Semaphore wanted = new Semaphore(0);
  private final Thread thread = new Thread(this::syncAgainAndAgain, "gypsum-store-write-back");
  private long nextStep = STEP_BYTES;
  private volatile boolean closed;
  private volatile @Nullable IOException failure;

  EarlyWriteBack(FileChannel file) {
    this.file = file;
    thread.setDaemon(true);
    thread.start();
  }

  /** @param totalBytes how many the file has by now */
  void written(long totalBytes) {
    if (totalBytes >= nextStep) {
      nextStep = totalBytes + STEP_BYTES;
      wanted.release();
    }
  }

  /**
   * Ends the thread.
   *
   * @throws IOException when the disk failed: the system tells that only once, so a later sync might succeed
   */
  void finish() throws IOException {
    close();
    IOException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void close() {
    closed = true;
    wanted.release();
    Threads.join(thread);
  }

  private void syncAgainAndAgain() {
    try {
      wanted.acquire();
      while (!closed) {
        file.force(false);
        wanted.acquire();
        // Several wishes are one.
        wanted.drainPermits();
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; if someone does, the sync at the end is enough.
    }
  }
}
