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
 * Formats an event as one line, {@code TIME LEVEL LOGGER: MESSAGE}, and its stack trace as indented lines. Everything is
 * escaped, and only events start in the first column, so that text from a client cannot look like another event.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());
  private static final String INDENT = "  ";

  @Override
  public String doLayout(ILoggingEvent event) {
    String logger = event.getLoggerName();
    String line = TIME.format(event.getInstant()) + " "
        + String.format("%-5s", event.getLevel()) + " "
        + logger.substring(logger.lastIndexOf('.') + 1) + ": "
        + Printable.line(event.getFormattedMessage()) + System.lineSeparator();
    IThrowableProxy failure = event.getThrowableProxy();
    return failure == null ? line : line + indented(ThrowableProxyUtil.asString(failure));
  }

  private static String indented(String trace) {
    return trace.lines()
        .map(line -> INDENT + Printable.line(line.replace("\t", INDENT)) + System.lineSeparator())
        .collect(Collectors.joining());
  }
}
