package io.gypsum.cli.serve;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LogLayoutTest {
  private static final String FORGED =
      "x\r\n2030-01-31T12:00:00.000Z ERROR Forged: y\u001b[2J\u202e\u2028z";
  private final Logger logger = new LoggerContext().getLogger("io.gypsum.server.GypsumServer");

  private String line(String message, Throwable failure) {
    return new LogLayout()
        .doLayout(new LoggingEvent("test", logger, Level.WARN, message, failure, null));
  }

  @Test
  void anEventIsOneLine() {
    assertThat(line("started {} times", null))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)"
                + " WARN  GypsumServer: started \\{} times\\R");
  }

  @Test
  void aMessageCannotForgeAnotherEvent() {
    assertThat(line(FORGED, null))
        .endsWith(
            "GypsumServer: x\\r\\n2030-01-31T12:00:00.000Z ERROR Forged: y"
                + "\\u001b[2J\\u202e\\u2028z" + System.lineSeparator())
        .hasLineCount(1);
  }

  @Test
  void aStackTraceIsIndentedSoThatItsMessageCannotForgeAnotherEvent() {
    String[] lines =
        line("failed", new IllegalStateException(FORGED)).split(System.lineSeparator());

    assertThat(lines.length).isGreaterThan(3);
    assertThat(lines).filteredOn(line -> !line.startsWith("  ")).containsExactly(lines[0]);
    assertThat(lines)
        .contains("  2030-01-31T12:00:00.000Z ERROR Forged: y\\u001b[2J\\u202e\\u2028z");
  }

  private static RuntimeException fullDisk(String message) {
    return new IllegalStateException("request failed", new IOException(message));
  }

  private String event(LogLayout layout, Throwable failure, Instant time) {
    LoggingEvent event = new LoggingEvent("test", logger, Level.ERROR, "failed", failure, null);
    event.setInstant(time);
    return layout.doLayout(event);
  }

  @Test
  void theStackTraceOfACauseIsPrintedOnceAnHourAndItsOccurrencesAreCounted() {
    LogLayout layout = new LogLayout();
    Instant start = Instant.parse("2030-01-31T12:00:00Z");
    List<String> events = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      events.add(event(layout, fullDisk("No space left, request " + i), start.plusSeconds(i)));
    }

    assertThat(events.getFirst()).contains("  Caused by: java.io.IOException: No space left");
    assertThat(events.subList(1, 1000)).allSatisfy(each -> assertThat(each).hasLineCount(1));
    assertThat(events.getLast())
        .contains("IllegalStateException: request failed; stack trace as at ", "occurrence 1000)");

    assertThat(event(layout, fullDisk("x"), start.plus(TraceLimit.INTERVAL)))
        .contains("Caused by: java.io.IOException: x");
  }

  @Test
  void anotherCauseHasAStackTraceOfItsOwn() {
    LogLayout layout = new LogLayout();
    Instant now = Instant.parse("2030-01-31T12:00:00Z");
    var _ = event(layout, fullDisk("x"), now);
    assertThat(event(layout, new IllegalStateException("elsewhere"), now)).contains("  at ");
    assertThat(
        event(
            layout, new IllegalStateException("request failed", new TimeoutException("x")), now))
        .contains("Caused by: java.util.concurrent.TimeoutException");
  }

  @Test
  void theNumberOfRememberedCausesIsBounded() {
    TraceLimit limit = new TraceLimit();
    Instant now = Instant.parse("2030-01-31T12:00:00Z");
    for (int i = 0; i <= TraceLimit.MAX_CAUSES; i++) {
      RuntimeException failure = new RuntimeException("x");
      failure.setStackTrace(
          new StackTraceElement[] {new StackTraceElement("C", "m" + i, "C.java", i)});
      assertThat(limit.count(new ThrowableProxy(failure), now).isFirst()).isTrue();
      if (i == TraceLimit.MAX_CAUSES) {
        assertThat(limit.count(new ThrowableProxy(failure), now).number()).isEqualTo(2);
      }
    }
    RuntimeException forgotten = new RuntimeException("x");
    forgotten.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("C", "m0", "C.java", 0)});
    assertThat(limit.count(new ThrowableProxy(forgotten), now).isFirst()).isTrue();
  }
}
