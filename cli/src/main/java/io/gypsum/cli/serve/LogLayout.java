package io.gypsum.cli.serve;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.gypsum.core.Printable;

/**
 * Formats an event as one line, {@code TIME LEVEL LOGGER: MESSAGE}, and its stack trace as indented lines. The stack trace of a
 * cause is printed once an hour, since a full disk or an unavailable store makes all requests fail for the same reason; further
 * events refer to the stack trace and are numbered. All text is escaped, and only events start in the first column, so that
 * text from a client cannot look like another event.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
  private static final String INDENT = "  ";

  private final TraceLimit traces = new TraceLimit();

  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    IThrowableProxy failure = event.getThrowableProxy();
    TraceLimit.Occurrence occurrence =
        failure == null ? null : traces.count(failure, event.getInstant());
    String line = TIME.format(event.getInstant()) + " "
        + String.format("%-5s", event.getLevel()) + " "
        + logger.substring(logger.lastIndexOf('.') + 1) + ": "
        + Printable.line(event.getFormattedMessage());
    if (failure == null || occurrence == null) {
      return line + System.lineSeparator();
    }
    return occurrence.isFirst()
        ? line + System.lineSeparator() + indented(ThrowableProxyUtil.asString(failure))
        : line + " (" + Printable.line(summary(failure)) + "; stack trace as at "
            + TIME.format(occurrence.first()) + ", occurrence " + occurrence.number() + ")"
            + System.lineSeparator();
  }

  private static String summary(IThrowableProxy failure) {
    return failure.getMessage() == null
        ? failure.getClassName()
        : failure.getClassName() + ": " + failure.getMessage();
  }

  private static String indented(String trace) {
    return trace.lines()
        .map(line -> INDENT + Printable.line(line.replace("\t", INDENT)) + System.lineSeparator())
        .collect(Collectors.joining());
  }
}
