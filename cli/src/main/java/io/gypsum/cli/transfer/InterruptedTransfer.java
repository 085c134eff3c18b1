package io.gypsum.cli.transfer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gypsum.cli.terminal.Terminal;

/**
 * While open, SIGINT and SIGTERM first interrupt this thread and give it some time to clean up: an upload is aborted, so
 * that the project does not stay locked.
 */
final class InterruptedTransfer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  private InterruptedTransfer(Terminal terminal, Thread transfer) {
    this.hook = new Thread(() -> interrupt(terminal, transfer), "interrupt");
  }

  static InterruptedTransfer ofThisThread(Terminal terminal) {
    InterruptedTransfer interrupted = new InterruptedTransfer(terminal, Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(interrupted.hook);
    return interrupted;
  }

  /** The process ends right after this, so what the command itself says of its failure may come too late. */
  private void interrupt(Terminal terminal, Thread transfer) {
    terminal.err().println("gypsum: interrupted; giving the transfer up");
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
