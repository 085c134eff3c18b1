package io.gypsum.cli.terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TerminalTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(String answer, boolean isInteractive) {
    PrintStream stream = new PrintStream(err, true, UTF_8);
    return new Terminal(
        new ByteArrayInputStream(answer.getBytes(UTF_8)), stream, stream, isInteractive,
        isInteractive,
        Map.of(), Path.of("/"));
  }

  @ParameterizedTest
  @CsvSource({"y,true", "YES,true", "' yes ',true", "n,false", "'',false", "yesterday,false"})
  void onlyYesConfirms(String answer, boolean yes) {
    assertThat(terminal(answer + "\n", true).confirm("Delete p?", "--yes"))
        .isEqualTo(yes);
    assertThat(err.toString(UTF_8)).isEqualTo("Delete p? [y/N] ");
  }

  @Test
  void endOfInputDoesNotConfirm() {
    assertThat(terminal("", true).confirm("Delete p?", "--yes")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"true,'Token: '", "false,''"})
  void aSecretIsTheFirstLineOfStdin(boolean isInteractive, String prompt) {
    Terminal terminal = terminal(" secret \r\nmore", isInteractive);
    assertThat(terminal.readSecret("token", "Token: ")).isEqualTo("secret");
    assertThat(err.toString(UTF_8)).isEqualTo(prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \nsecret"})
  void aMissingSecretIsWrongUsage(String input) {
    assertThatThrownBy(() -> terminal(input, false).readSecret("token", ""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected the token on stdin");
  }

  @Test
  void aSecretIsNotReadIfTheTerminalWouldShowIt() {
    String property = "gypsum.terminals";
    String before = System.getProperty(property);
    System.setProperty(property, "02");
    try {
      Terminal terminal =
          new Terminal(
              System.in, new PrintStream(err), new PrintStream(err), true, true, Map.of(),
              Path.of("/"));
      assertThatThrownBy(() -> terminal.readSecret("token", "Token: "))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("cannot hide the token while stdout is redirected");
      assertThat(err.toString(UTF_8)).isEmpty();
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }

  @Test
  void aSecretMayHave16384Bytes() {
    String longest = "x".repeat(16_384);
    assertThat(terminal(longest, false).readSecret("token", "")).isEqualTo(longest);
    assertThatThrownBy(() -> terminal(longest + "y", false).readSecret("token", ""))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("longer than 16384 bytes");
  }

  @Test
  void confirmationWithoutATerminalIsWrongUsage() {
    assertThatThrownBy(() -> terminal("y\n", false).confirm("Delete p?", "--yes"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("Delete p?", "--yes");
  }
}
