package io.gypsum.cli.transfer;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.gypsum.cli.terminal.Terminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What an interrupted command prints. */
class TransferInterruptTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new PrintStream(new ByteArrayOutputStream()),
          new PrintStream(err, true, StandardCharsets.UTF_8), Map.of(), Path.of("/"));

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private String printed() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aDownloadCanBeResumed() {
    try (TransferInterrupt interrupt = TransferInterrupt.ofDownload(terminal)) {
      interrupt.close();
      interrupt.interrupt();
    }

    assertThat(printed()).isEqualTo(
        "gypsum: Interrupted. Finished files are kept; run the same command again to resume.\n");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  @Test
  void theProgressLineOfATerminalIsLeftBeforeTheMessage() {
    Terminal person =
        new Terminal(
            InputStream.nullInputStream(), terminal.out(), terminal.err(), true, true, Map.of(),
            Path.of("/"));
    terminal.err().print("save p/a/v  42%");

    new TransferInterrupt(person, "Interrupted.", Duration.ZERO).interrupt();

    assertThat(printed()).isEqualTo("save p/a/v  42%\ngypsum: Interrupted.\n");
  }

  @Test
  void theOutcomeOfAnUploadIsPrintedWhenItHasEnded() throws InterruptedException {
    CountDownLatch forever = new CountDownLatch(1);
    Thread signal;
    try (TransferInterrupt interrupt = TransferInterrupt.ofUpload(terminal)) {
      signal = new Thread(interrupt::interrupt);
      signal.start();
      try {
        forever.await();
      } catch (InterruptedException e) {
        assertThat(printed()).isEqualTo("gypsum: Interrupted. Ending the upload…\n");
        interrupt.setOutcome("The upload was aborted.");
      }
    }
    signal.join();

    assertThat(printed()).endsWith("…\ngypsum: The upload was aborted.\n");
  }

  @Test
  void anUploadThatDoesNotEndIsReported() {
    TransferInterrupt interrupt = new TransferInterrupt(terminal, "First.", Duration.ZERO);
    interrupt.setOutcome("Unknown.");

    interrupt.interrupt();

    assertThat(printed()).isEqualTo("gypsum: First.\ngypsum: Unknown.\n");
  }
}
