package io.gypsum.server.http;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line per request: {@code TIME ADDRESS METHOD PATH STATUS BYTES MILLISECONDS}. The path is as it was sent, without
 * its query; no header is logged, so no token is. Requests never wait for the disk: when it cannot keep up, lines are left
 * out, and a line tells how many.
 */
final class AccessLog implements RequestObserver, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final int MAX_WAITING = 20_000;
  /** Waking the writer costs a busy server more than the line itself, so it waits for company. */
  private static final long GATHER_MILLIS = 50;
  private static final int MAX_PATH_CHARS = 4_000;
  private static final long CLOSE_MILLIS = 5_000;

  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final Clock clock;
  private final DailyFiles files;
  private final Thread writer;
  private volatile boolean closing;

  private AccessLog(DailyFiles files, Clock clock) {
    this.files = files;
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("access-log").unstarted(this::writeLines);
  }

  /** @throws IOException when the directory cannot be made */
  static AccessLog open(Path directory, int keptDays, Clock clock) throws IOException {
    AccessLog log = new AccessLog(DailyFiles.open(directory, "access-", keptDays), clock);
    log.writer.start();
    return log;
  }

  @Override
  public void begins() {
    // A line is written when the request ends.
  }

  @Override
  public void ends(@Nullable RouteMatch match, Request request, Response response, long nanos) {
    request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, request);
    long bytes = response.getContentWritten() + SendFile.bytes(request);
    String line =
        clock.instant() + " " + request.remoteAddr() + " " + visible(request.getMethod()) + " "
            + visible(request.requestURI().toString()) + " " + response.getStatus() + " " + bytes
            + " " + nanos / 1_000_000 + "\n";
    if (!waiting.offer(line)) {
      leftOut.incrementAndGet();
    }
  }

  /** One word, whatever the client sent. */
  private static String visible(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    StringBuilder visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length() && i < MAX_PATH_CHARS; i++) {
      char c = text.charAt(i);
      visible.append(c > ' ' && c < 127 ? c : '?');
    }
    return visible.toString();
  }

  private void writeLines() {
    List<String> lines = new ArrayList<>();
    try {
      while (!closing || !waiting.isEmpty()) {
        lines.add(waiting.take());
        Thread.sleep(GATHER_MILLIS);
        waiting.drainTo(lines);
        write(lines);
        lines.clear();
      }
    } catch (InterruptedException e) {
      waiting.drainTo(lines);
      write(lines);
    }
  }

  private void write(List<String> lines) {
    Instant now = clock.instant();
    long missing = leftOut.getAndSet(0);
    String gap = missing == 0 ? "" : now + " - - - - - - " + missing + " lines left out\n";
    try {
      files.append(now, String.join("", lines) + gap);
    } catch (IOException e) {
      LOG.warn("the access log cannot be written", e);
    }
  }

  /** Writes what waits. */
  @Override
  public void close() {
    closing = true;
    writer.interrupt();
    try {
      writer.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    files.close();
  }
}
