package io.gypsum.cli.transfer;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gypsum.cli.terminal.Terminal;

/**
 * While open, SIGINT and SIGTERM interrupt the transfer of this thread and wait until it has cleaned up. An upload is aborted,
 * so that the project does not stay locked.
 */
final class TransferInterrupt implements AutoCloseable {
  private static final long CLEANUP_TIMEOUT_SECONDS = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook;

  private TransferInterrupt(Terminal terminal, Thread transfer, String consequence) {
    this.hook = new Thread(() -> interrupt(terminal, transfer, consequence), "interrupt");
  }

  /** @param consequence what happens to the transfer and what to do next, to print after "interrupted" */
  static TransferInterrupt ofThisThread(Terminal terminal, String consequence) {
    TransferInterrupt interrupt =
        new TransferInterrupt(terminal, Thread.currentThread(), consequence);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** Prints the message here, because the process may end before the command itself can print one. */
  private void interrupt(Terminal terminal, Thread transfer, String consequence) {
    terminal.err().println("gypsum: interrupted; " + consequence);
    transfer.interrupt();
    try {
      var _ = finished.await(CLEANUP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is already ending.
    }
  }
}
