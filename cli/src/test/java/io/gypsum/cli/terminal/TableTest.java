package io.gypsum.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("A", "LONG");
    table.add("wide", "x");
    table.add("", "");

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.printTo(new PrintStream(out, true, UTF_8));

    assertThat(out.toString(UTF_8).lines()).containsExactly("A     LONG", "wide  x", "");
  }

  @Test
  void everyRowNeedsACellForEveryHeader() {
    assertThatThrownBy(() -> new Table("A", "B").add("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
