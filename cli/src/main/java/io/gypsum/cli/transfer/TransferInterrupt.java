package io.gypsum.cli.transfer;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gypsum.cli.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * While open, SIGINT and SIGTERM interrupt the transfer of this thread, wait until it has ended, and print the result. An
 * upload is kept for the next run, or completed.
 */
final class TransferInterrupt implements AutoCloseable {
  /** Longer than a client takes to end an upload if the server does not respond. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(12);
  /** Maximum wait for the end of the process, which ends as soon as the hook has printed its last line. */
  private static final long EXIT_SECONDS = 10;

  private final Terminal terminal;
  private final Thread transfer;
  private final String firstLine;
  private final Duration maxWait;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupt, "interrupt");
  /** What happened to an upload; null for a download, or while it is unknown. */
  private volatile @Nullable String outcome;

  private TransferInterrupt(Terminal terminal, String firstLine) {
    this(terminal, firstLine, MAX_WAIT);
  }

  /** @param firstLine printed at once */
  TransferInterrupt(Terminal terminal, String firstLine, Duration maxWait) {
    this.terminal = terminal;
    this.transfer = Thread.currentThread();
    this.firstLine = firstLine;
    this.maxWait = maxWait;
  }

  /** Watches a download. */
  static TransferInterrupt ofDownload(Terminal terminal) {
    return new TransferInterrupt(
        terminal,
        "Interrupted. Finished files are kept; run the same command again to resume.").watch();
  }

  /** Watches an upload, whose result is printed when it is {@linkplain #setOutcome known}. */
  static TransferInterrupt ofUpload(Terminal terminal) {
    TransferInterrupt interrupt =
        new TransferInterrupt(terminal, "Interrupted. Ending the upload…");
    interrupt.outcome =
        "The server has not confirmed the end of the upload. Until then the project may stay locked:"
            + " run the same command again to continue or to start over, or with --abort to abort the"
            + " upload.";
    return interrupt.watch();
  }

  private TransferInterrupt watch() {
    Runtime.getRuntime().addShutdownHook(hook);
    return this;
  }

  /** Sets what happened to the upload, as one or two sentences. */
  void setOutcome(String sentences) {
    outcome = sentences;
  }

  /** Prints here, because the process may end before the command itself can print anything. */
  void interrupt() {
    if (terminal.isStderrATerminal()) {
      // The cursor is at the end of the progress line.
      terminal.err().println();
    }
    print(firstLine);
    transfer.interrupt();
    try {
      var _ = finished.await(maxWait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String result = outcome;
    if (result != null) {
      print(result);
    }
  }

  private void print(String sentences) {
    terminal.err().println("gypsum: " + sentences);
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitExit();
    }
  }

  /** The command must not print the failure of the transfer as well. */
  private static void awaitExit() {
    try {
      Thread.interrupted();
      TimeUnit.SECONDS.sleep(EXIT_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
