package io.gypsum.server.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.DefaultTimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import io.gypsum.core.LogLine;
import io.gypsum.server.http.HttpSettings.AccessLogFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line per request: {@code TIME ADDRESS METHOD PATH STATUS BYTES MILLISECONDS}. The path is logged as sent,
 * without its query, and no header is logged, so the log contains no token. Requests never wait for the disk: lines that
 * exceed a bounded queue are dropped, and a line reports their number.
 */
final class AccessLog implements Filter, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final int MAX_QUEUED_LINES = 20_000;
  /** Waking the writer for every line costs a busy server more than the line itself, so lines are collected. */
  private static final long BATCH_INTERVAL_MILLIS = 50;
  private static final int MAX_PATH_CHARS = 4_000;
  private static final long CLOSE_TIMEOUT_MILLIS = 5_000;

  private final BlockingQueue<String> queue = new ArrayBlockingQueue<>(MAX_QUEUED_LINES);
  private final AtomicLong dropped = new AtomicLong();
  private final Clock clock;
  private final DailyFile file;
  private final Thread writer;
  private volatile boolean closing;

  private AccessLog(DailyFile file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::writeLines);
  }

  /** @throws IOException when the directory cannot be created */
  static AccessLog open(AccessLogFiles files, Clock clock) throws IOException {
    AccessLog log = new AccessLog(DailyFile.open(files, clock.instant()), clock);
    log.writer.start();
    return log;
  }

  @Override
  public void handle(Exchange exchange, Handler next) throws IOException {
    long startNanos = System.nanoTime();
    try {
      next.handle(exchange);
    } finally {
      long millis = (System.nanoTime() - startNanos) / 1_000_000;
      String line =
          clock.instant() + " " + exchange.clientAddress() + " " + word(exchange.method()) + " "
              + word(exchange.rawPath()) + " " + exchange.status() + " " + exchange.sentBytes()
              + " " + millis + "\n";
      if (!queue.offer(line)) {
        dropped.incrementAndGet();
      }
    }
  }

  /** Converts text that a client sent into one word of printable characters. */
  private static String word(String text) {
    if (text.isEmpty()) {
      return "-";
    }
    int length = Math.min(text.length(), MAX_PATH_CHARS);
    int printable = 0;
    while (printable < length && isPrintable(text.charAt(printable))) {
      printable++;
    }
    if (printable == length) {
      return text.substring(0, length);
    }
    StringBuilder word = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      word.append(isPrintable(c) ? c : '?');
    }
    return word.toString();
  }

  private static boolean isPrintable(char c) {
    return c > ' ' && c < 127;
  }

  private void writeLines() {
    List<String> lines = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        lines.add(queue.take());
        Thread.sleep(BATCH_INTERVAL_MILLIS);
        queue.drainTo(lines);
        write(lines);
        lines.clear();
      }
    } catch (InterruptedException e) {
      queue.drainTo(lines);
      write(lines);
    }
  }

  private void write(List<String> lines) {
    Instant now = clock.instant();
    long missing = dropped.getAndSet(0);
    String gap = missing == 0 ? "" : now + " - - - - - - " + missing + " lines dropped\n";
    file.append(now, String.join("", lines) + gap);
  }

  /** Writes the queued lines and closes the file. */
  @Override
  public void close() {
    closing = true;
    writer.interrupt();
    try {
      writer.join(CLOSE_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
  }

  /**
   * The file {@code access-YYYY-MM-DD.log} of the current UTC day; those of days before the retention period are deleted.
   * Several processes may append to one file. Not thread-safe.
   */
  static final class DailyFile implements AutoCloseable {
    private static final String NAME_PATTERN = "access-%d{yyyy-MM-dd, UTC}.log";

    private final ContextBase context;
    /** Uses the given time instead of the system time. */
    private final DefaultTimeBasedFileNamingAndTriggeringPolicy<String> days;
    private final RollingFileAppender<String> appender;

    private DailyFile(
        ContextBase context, DefaultTimeBasedFileNamingAndTriggeringPolicy<String> days,
        RollingFileAppender<String> appender) {
      this.context = context;
      this.days = days;
      this.appender = appender;
    }

    static DailyFile open(AccessLogFiles files, Instant now) throws IOException {
      Path directory = Files.createDirectories(files.directory());
      ContextBase context = new LogContext();
      context.start();
      context.getStatusManager().add(new FailureListener());
      RollingFileAppender<String> appender = new RollingFileAppender<>();
      appender.setContext(context);
      appender.setName("access-log");
      DefaultTimeBasedFileNamingAndTriggeringPolicy<String> days =
          new DefaultTimeBasedFileNamingAndTriggeringPolicy<>();
      days.setCurrentTime(now.toEpochMilli());
      TimeBasedRollingPolicy<String> policy = new TimeBasedRollingPolicy<>();
      policy.setContext(context);
      policy.setParent(appender);
      // A literal '%' of the path would start a conversion word.
      policy.setFileNamePattern(directory.toString().replace("%", "\\%") + "/" + NAME_PATTERN);
      policy.setMaxHistory(files.keptDays());
      policy.setCleanHistoryOnStart(true);
      policy.setTimeBasedFileNamingAndTriggeringPolicy(days);
      policy.start();
      appender.setRollingPolicy(policy);
      appender.setEncoder(new Utf8Encoder());
      appender.start();
      return new DailyFile(context, days, appender);
    }

    /** Appends whole lines by one write, so that lines of other processes are not mixed into them. */
    void append(Instant now, String lines) {
      days.setCurrentTime(now.toEpochMilli());
      appender.doAppend(lines);
    }

    @Override
    public void close() {
      appender.stop();
      context.stop();
    }
  }

  /**
   * Deletes old files on the thread that writes. Logback would do it on others, which share a calendar with the writing
   * thread although calendars are not thread-safe, and would then skip files or delete the wrong ones.
   */
  private static final class LogContext extends ContextBase {
    private final ExecutorService deletions = new CallingThread();

    @Override
    public ExecutorService getAlternateExecutorService() {
      return deletions;
    }
  }

  private static final class CallingThread extends AbstractExecutorService {
    private volatile boolean shutdown;

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutdown;
    }
  }

  private static final class Utf8Encoder extends EncoderBase<String> {
    @Override
    public byte[] headerBytes() {
      return new byte[0];
    }

    @Override
    public byte[] encode(String lines) {
      return lines.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
      return new byte[0];
    }
  }

  /** Reports failures of the file in the server's log. */
  private static final class FailureListener implements StatusListener {
    @Override
    public void addStatusEvent(Status status) {
      if (status.getLevel() >= Status.WARN) {
        Throwable cause = status.getThrowable();
        LOG.warn(
            "access log: {}{}", status.getMessage(),
            cause == null ? "" : ": " + LogLine.of(cause));
      }
    }
  }
}
