package io.gypsum.cli.client;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.ProgressOutput;
import io.gypsum.client.ExcludedPath;
import io.gypsum.client.TransferListener;
import io.gypsum.core.Printable;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a transfer: its phase, the files and bytes done, the rate and the time left. Thread-safe; a transfer
 * thread waits for at most one line of output.
 */
final class TransferProgress implements TransferListener {
  private static final long RATE_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MIN_NAME_CHARS = 8;

  private final ProgressOutput output;
  private final LongSupplier nanoTime;
  private final TransferListener messages;
  private final Ticker ticker;
  /** Stops the regular updates; null if they are not running. */
  private @Nullable Runnable stopTicks;
  private String phase = "";
  private int files;
  private long bytes;
  private int doneFiles;
  private long doneBytes;
  /**
   * Samples of the last seconds, oldest first. The rate of the whole transfer would include pauses, and parts of earlier runs.
   */
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * @param nanoTime such as {@link System#nanoTime}
   * @param messages prints warnings, waits and excluded paths, while no progress is shown
   */
  TransferProgress(
      ProgressOutput output, LongSupplier nanoTime, TransferListener messages, Ticker ticker) {
    this.output = output;
    this.nanoTime = nanoTime;
    this.messages = messages;
    this.ticker = ticker;
  }

  private record Sample(long nanos, long bytes) {}

  /** Calls an action regularly, so that progress is shown while nothing is transferred. */
  @FunctionalInterface
  interface Ticker {
    /** Every second, in a daemon thread. */
    Ticker SYSTEM = action -> {
      Timer timer = new Timer("gypsum-progress", true);
      timer.schedule(new TimerTask() {
        @Override
        public void run() {
          action.run();
        }
      }, 1000, 1000);
      return timer::cancel;
    };

    /** @return stops the calls */
    Runnable start(Runnable action);
  }

  @Override
  public synchronized void begins(String name, int fileCount, long byteCount) {
    start(Printable.line(name), fileCount, byteCount);
  }

  @Override
  public synchronized void enters(Phase entered, String name, int fileCount, long byteCount) {
    String verb = switch (entered) {
      case HASHING -> "hash ";
      case CHECKING -> "check ";
      case PUBLISHING -> "publish ";
    };
    start(verb + Printable.line(name), fileCount, byteCount);
  }

  private void start(String name, int fileCount, long byteCount) {
    phase = name;
    files = fileCount;
    bytes = byteCount;
    doneFiles = 0;
    doneBytes = 0;
    samples.clear();
    samples.add(new Sample(nanoTime.getAsLong(), 0));
    output.show(text());
    if (stopTicks == null) {
      stopTicks = ticker.start(this::tick);
    }
  }

  synchronized void tick() {
    if (stopTicks != null) {
      output.update(this::text);
    }
  }

  @Override
  public synchronized void moves(long byteCount) {
    doneBytes += byteCount;
    output.update(this::text);
  }

  @Override
  public void checks(long byteCount) {
    moves(byteCount);
  }

  @Override
  public synchronized void finishes(String name) {
    doneFiles++;
    output.update(this::text);
  }

  @Override
  public synchronized void warns(String message) {
    output.close();
    messages.warns(message);
  }

  @Override
  public synchronized void waits(String reason) {
    output.close();
    messages.waits(reason);
  }

  @Override
  public synchronized void excludes(ExcludedPath excluded) {
    output.close();
    messages.excludes(excluded);
  }

  @Override
  public synchronized void ends(String name) {
    stop();
  }

  @Override
  public synchronized void leaves(Phase left) {
    stop();
  }

  private void stop() {
    output.close();
    Runnable running = stopTicks;
    if (running != null) {
      running.run();
      stopTicks = null;
    }
  }

  /**
   * Returns the progress in at most {@link ProgressOutput#maxChars} characters. If it is too long, it omits first the rate, then
   * the number of files, then the time and the size, and shortens the name of the file.
   */
  private String text() {
    int max = output.maxChars();
    String percent =
        bytes == 0 && files == 0
            ? ""
            : (bytes == 0 ? 100 : (int) (100 * Math.clamp((double) doneBytes / bytes, 0, 1))) + "%";
    String size =
        bytes == 0 ? "" : HumanText.bytes(Math.max(0, doneBytes)) + " of " + HumanText.bytes(bytes);
    String count = files == 0 ? "" : doneFiles + "/" + files + " files";
    long rate = bytesPerSecond();
    String speed = rate > 0 ? HumanText.bytes(rate) + "/s" : "";
    long left = bytes - doneBytes;
    String time =
        rate > 0 && left > 0
            ? HumanText.duration(Duration.ofSeconds(Math.ceilDiv(left, rate))) + " left"
            : "";
    List<List<String>> choices = List.of(
        List.of(percent, count, size, speed, time), List.of(percent, count, size, time),
        List.of(percent, size, time), List.of(percent, size), List.of(percent));
    for (List<String> parts : choices) {
      String figures = joined(parts);
      int room = max - figures.length();
      if (room >= Math.min(phase.length(), verb().length() + MIN_NAME_CHARS)) {
        return shortened(phase, room) + figures;
      }
    }
    return shortened(verb() + joined(choices.getLast()), max);
  }

  private String verb() {
    int space = phase.indexOf(' ');
    return space < 0 ? phase : phase.substring(0, space);
  }

  private static String shortened(String text, int max) {
    return text.length() <= max ? text : text.substring(0, Math.max(0, max - 1)) + "…";
  }

  private static String joined(List<String> parts) {
    List<String> present = new ArrayList<>(parts);
    present.removeIf(String::isEmpty);
    return present.isEmpty() ? "" : "  " + String.join("  ", present);
  }

  private long bytesPerSecond() {
    long now = nanoTime.getAsLong();
    while (samples.size() > 1 && now - samples.getFirst().nanos() > RATE_NANOS) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    if (now - samples.getLast().nanos() >= SAMPLE_NANOS) {
      samples.addLast(new Sample(now, doneBytes));
    }
    double seconds = (now - first.nanos()) / 1e9;
    return seconds < 1 ? 0 : (long) Math.max(0, (doneBytes - first.bytes()) / seconds);
  }
}
