package io.gypsum.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;

import io.gypsum.cli.client.TransferProgress.Ticker;
import io.gypsum.cli.terminal.PeriodicLines;
import io.gypsum.cli.terminal.ProgressOutput;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.client.ExcludedPath;
import io.gypsum.client.TransferListener;
import io.gypsum.client.TransferListener.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class TransferProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, UTF_8);
  private final Messages messages = new Messages();
  private long now = Duration.ofHours(1).toNanos();
  private int columns = 80;
  private boolean ticking;
  private final TransferProgress progress =
      progress(new StatusLine(stream, () -> now, () -> columns));

  private TransferProgress progress(ProgressOutput output) {
    Ticker ticker = action -> {
      ticking = true;
      return () -> ticking = false;
    };
    return new TransferProgress(output, () -> now, messages, ticker);
  }

  private final class Messages implements TransferListener {
    @Override
    public void warns(String message) {
      stream.print("warning: " + message + "\n");
    }

    @Override
    public void waits(String reason) {
      stream.print("waiting for " + reason + "\n");
    }

    @Override
    public void excludes(ExcludedPath excluded) {
      stream.print("excluded: " + excluded.path() + "\n");
    }
  }

  private String shown() {
    String text = err.toString(UTF_8);
    err.reset();
    return text;
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  @Test
  void showsFilesBytesRateAndTimeLeft() {
    progress.begins("download p/a/v", 4, 2_000_000);
    assertThat(shown()).isEqualTo("\rdownload p/a/v  0%  0/4 files  0 B of 2 MB");

    pass(2);
    progress.moves(1_000_000);
    assertThat(shown())
        .isEqualTo(
            "\rdownload p/a/v  50%  0/4 files  1 MB of 2 MB  500 kB/s  2 s left");
  }

  @Test
  void theRateIsThatOfTheLastSeconds() {
    progress.begins("download p/a/v", 1, 1_000_000_000);
    for (int i = 0; i < 100; i++) {
      pass(1);
      progress.moves(1_000_000);
    }
    for (int i = 0; i < 30; i++) {
      pass(1);
      progress.moves(1_000);
    }
    assertThat(shown()).contains("  1 kB/s  ");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "HASHING| hash counts  25%  0/4 files  1 MB of 4 MB",
      "CHECKING| check counts  25%  0/4 files  1 MB of 4 MB",
      "PUBLISHING| publish counts  25%  0/4 files  1 MB of 4 MB"})
  void showsThePhase(Phase phase, String expected) {
    progress.enters(phase, "counts", 4, 4_000_000);
    now += Duration.ofMillis(200).toNanos();
    progress.checks(1_000_000);
    assertThat(shown()).endsWith("\r" + expected);
  }

  @Test
  void aPhaseWithoutFilesHasNoFigures() {
    progress.enters(Phase.PUBLISHING, "p/a/v", 0, 0);
    assertThat(shown()).isEqualTo("\rpublish p/a/v");
    progress.leaves(Phase.PUBLISHING);
    assertThat(shown()).isEqualTo("\r" + " ".repeat(13) + "\r");
  }

  @Test
  void progressIsShownWhileNothingIsTransferred() {
    progress.begins("download p/a/v", 4, 2_000_000);
    assertThat(ticking).isTrue();
    shown();
    pass(1);
    progress.tick();
    assertThat(shown()).contains("download p/a/v");
    progress.ends("download p/a/v");
    assertThat(ticking).isFalse();
    shown();
    pass(1);
    progress.tick();
    assertThat(shown()).isEmpty();
  }

  @Test
  void aWarningReplacesTheProgress() {
    progress.begins("x", 1, 1);
    int length = shown().length() - 1;
    progress.warns("old");
    assertThat(shown())
        .isEqualTo("\r" + " ".repeat(length) + "\rwarning: old\n");
  }

  @Test
  void aWaitIsPrintedWithTheHolderOfTheLock() {
    progress.waits("process 12 of alice, which saves files of p/a/v");
    assertThat(shown())
        .isEqualTo("waiting for process 12 of alice, which saves files of p/a/v\n");
  }

  @Test
  void updatesAtMostEvery100Milliseconds() {
    progress.begins("download p/a/v", 1000, 1000);
    shown();

    for (int i = 0; i < 1000; i++) {
      progress.moves(1);
      progress.finishes("file");
    }
    assertThat(shown()).isEmpty();
    now += Duration.ofMillis(100).toNanos();
    progress.finishes("file");
    assertThat(shown()).contains("100%");
  }

  @Test
  void clearsTheLineAtTheEnd() {
    progress.begins("download p/a/v", 1, 0);
    int width = shown().length() - 1;

    progress.ends("download p/a/v");

    assertThat(shown()).isEqualTo("\r" + " ".repeat(width) + "\r");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 12, 20, 40, 60, 80, 200})
  void theLineIsNarrowerThanTheTerminal(int width) {
    columns = width;
    progress.begins("download " + "long/".repeat(50), 1_234_567, 1_234_567_890_123L);
    pass(2);
    progress.moves(1_234_567);
    for (String line : shown().split("\r")) {
      assertThat(line).hasSizeLessThanOrEqualTo(Math.max(8, width - 1));
    }
  }

  @Test
  void theMostImportantFiguresAreShownInFortyColumns() {
    columns = 40;
    progress.begins("upload my-project/counts/v2", 300, 4_000_000);
    pass(2);
    shown();
    progress.moves(1_000_000);
    assertThat(shown()).startsWith("\rupload ").contains("  25%  ").hasSizeLessThanOrEqualTo(40);
  }

  @Test
  void aNarrowerTerminalContinuesOnANewLine() {
    progress.begins("upload my-project/counts/v2", 300, 4_000_000);
    shown();
    columns = 30;
    pass(1);
    progress.tick();
    assertThat(shown()).startsWith("\n").hasSizeLessThanOrEqualTo(30);
    columns = 80;
    pass(1);
    progress.tick();
    assertThat(shown()).startsWith("\rupload my-project/counts/v2  0%");
  }

  @Test
  void bytesThatAreTransferredAgainAreSubtracted() {
    progress.begins("x", 1, 100);
    progress.moves(60);
    now += Duration.ofSeconds(1).toNanos();
    progress.moves(-60);

    assertThat(shown()).contains("  0%  0/1 files  0 B of 100 B");
  }

  @Test
  void aLineIsPrintedEvery30SecondsIfThereIsNoTerminal() {
    TransferProgress log = progress(new PeriodicLines(stream, () -> now));
    log.begins("upload p/a/v", 2, 4_000_000);
    pass(29);
    log.moves(1_000_000);
    assertThat(shown()).isEmpty();
    pass(1);
    log.tick();
    assertThat(shown())
        .matches("upload p/a/v  25%  0/2 files  1 MB of 4 MB  .*/s  .* left\n");
    log.finishes("x");
    log.ends("upload p/a/v");
    assertThat(shown()).isEmpty();
  }
}
