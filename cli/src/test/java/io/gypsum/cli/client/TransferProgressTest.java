package io.gypsum.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class TransferProgressTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long now = Duration.ofHours(1).toNanos();
  private final TransferProgress progress =
      new TransferProgress(
          new PrintStream(err, true, UTF_8), () -> now, this::print, excluded -> {});

  private void print(String warning) {
    err.writeBytes((warning + "\n").getBytes(UTF_8));
  }

  @Test
  void aWarningReplacesTheProgress() {
    progress.begins("x", 1, 1);
    int length = shown().length() - 1;
    progress.warns("old");
    assertThat(shown()).isEqualTo("\r" + " ".repeat(length) + "\rold\n");
  }

  private String shown() {
    String text = err.toString(UTF_8);
    err.reset();
    return text;
  }

  @Test
  void showsFilesBytesAndSpeed() {
    progress.begins("download p/a/v", 4, 2_000_000);
    assertThat(shown())
        .isEqualTo("\rdownload p/a/v [------------------------] 0%  0/4  0 B");

    now += Duration.ofSeconds(2).toNanos();
    progress.moves(1_000_000);
    assertThat(shown())
        .isEqualTo("\rdownload p/a/v [############------------] 50%  0/4  1 MB  500 kB/s");
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

  @Test
  void longNamesAreTruncatedToFitOneLine() {
    progress.begins("download " + "long/".repeat(50), 1000, Long.MAX_VALUE);

    assertThat(shown()).contains("…").hasSizeLessThan(80);
  }

  @Test
  void bytesThatAreTransferredAgainAreSubtracted() {
    progress.begins("x", 1, 100);
    progress.moves(60);
    now += Duration.ofSeconds(1).toNanos();
    progress.moves(-60);

    assertThat(shown()).contains(" 0%  0/1  0 B");
  }
}
