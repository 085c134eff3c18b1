package io.gypsum.cli.transfer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While open, SIGINT and SIGTERM first interrupt this thread and give it some time to clean up: an upload is aborted, so
 * that the project does not stay locked.
 */
final class InterruptedTransfer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  private InterruptedTransfer(Thread transfer) {
    this.hook = new Thread(() -> interrupt(transfer), "interrupt");
  }

  static InterruptedTransfer ofThisThread() {
    InterruptedTransfer interrupted = new InterruptedTransfer(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interrupted.hook);
    return interrupted;
  }

  private void interrupt(Thread transfer) {
    transfer.interrupt();
    try {
      var _ = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already.
    }
  }
}
