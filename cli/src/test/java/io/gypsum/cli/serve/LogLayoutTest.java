package io.gypsum.cli.serve;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
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
}
