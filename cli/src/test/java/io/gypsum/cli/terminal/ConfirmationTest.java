package io.gypsum.cli.terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfirmationTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(String answer, boolean answers) {
    PrintStream stream = new PrintStream(err, true, UTF_8);
    return new Terminal(
        new ByteArrayInputStream(answer.getBytes(UTF_8)), stream, stream, answers, answers,
        Map.of(), Path.of("/"));
  }

  @ParameterizedTest
  @CsvSource({"y,true", "YES,true", "' yes ',true", "n,false", "'',false", "yesterday,false"})
  void onlyYesIsYes(String answer, boolean yes) {
    assertThat(Confirmation.ask(terminal(answer + "\n", true), "Delete p?", "--yes"))
        .isEqualTo(yes);
    assertThat(err.toString(UTF_8)).isEqualTo("Delete p? [y/N] ");
  }

  @Test
  void theEndOfInputIsNo() {
    assertThat(Confirmation.ask(terminal("", true), "Delete p?", "--yes")).isFalse();
  }

  @Test
  void withNobodyThereItIsWrongUsage() {
    assertThatThrownBy(() -> Confirmation.ask(terminal("y\n", false), "Delete p?", "--yes"))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("Delete p?", "--yes");
  }
}
