package io.gypsum.cli.serve;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/**
 * Counts failures by their cause, to print the stack trace of each cause once in {@link #INTERVAL}. Failures have the same
 * cause if the types of all their causes and the innermost calls are the same; messages may differ. Stores at most
 * {@link #MAX_CAUSES} causes; the least recent one is dropped first. Thread-safe.
 */
final class TraceLimit {
  static final Duration INTERVAL = Duration.ofHours(1);
  static final int MAX_CAUSES = 200;
  private static final int COMPARED_CALLS = 8;
  /** Bounds the chain of causes, which a program could link into a cycle. */
  private static final int MAX_DEPTH = 16;

  /** Occurrences by cause, the least recent first. Guarded by this. */
  private final Map<String, Occurrence> occurrences = new LinkedHashMap<>();

  /**
   * An occurrence of a cause.
   *
   * @param first the time of the event with the stack trace
   * @param number counted from 1, the event with the stack trace
   */
  record Occurrence(Instant first, long number) {
    boolean isFirst() {
      return number == 1;
    }
  }

  /** Counts an event at {@code now}. */
  synchronized Occurrence count(IThrowableProxy failure, Instant now) {
    String cause = cause(failure);
    Occurrence last = occurrences.remove(cause);
    Occurrence current =
        last != null && now.isBefore(last.first().plus(INTERVAL))
            ? new Occurrence(last.first(), last.number() + 1)
            : new Occurrence(now, 1);
    occurrences.put(cause, current);
    if (occurrences.size() > MAX_CAUSES) {
      occurrences.remove(occurrences.keySet().iterator().next());
    }
    return current;
  }

  private static String cause(IThrowableProxy failure) {
    StringBuilder cause = new StringBuilder();
    IThrowableProxy each = failure;
    for (int depth = 0; each != null && depth < MAX_DEPTH; depth++) {
      cause.append(each.getClassName()).append('\n');
      StackTraceElementProxy[] calls = each.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(COMPARED_CALLS, calls.length); i++) {
        cause.append(calls[i].getSTEAsString()).append('\n');
      }
      each = each.getCause();
    }
    return cause.toString();
  }
}
