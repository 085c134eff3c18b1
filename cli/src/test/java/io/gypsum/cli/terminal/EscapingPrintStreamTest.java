package io.gypsum.cli.terminal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class EscapingPrintStreamTest {
  private static final String HOSTILE = "a\u001b]0;x\u0007\nb\u009b31m\u202ec\u2028d";
  private static final String ESCAPED =
      "a\\u001b]0;x\\u0007\\nb\\u009b31m\\u202ec\\u2028d";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new ByteArrayInputStream("n\n".getBytes(UTF_8)), new PrintStream(bytes, true, UTF_8),
          new PrintStream(bytes, true, UTF_8), true, true, Map.of(), Path.of("/"));

  private String printed() {
    String text = bytes.toString(UTF_8);
    bytes.reset();
    return text;
  }

  /** Every method that prints text: a command cannot forget to escape, whichever it uses. */
  @Test
  void everyWayToPrintTextEscapesIt() {
    PrintStream out = terminal.out();
    out.println(HOSTILE);
    assertThat(printed()).isEqualTo(ESCAPED + "\n");
    out.println((Object) HOSTILE);
    assertThat(printed()).isEqualTo(ESCAPED + "\n");
    out.println(HOSTILE.toCharArray());
    assertThat(printed()).isEqualTo(ESCAPED + "\n");
    out.print(HOSTILE);
    out.print((Object) HOSTILE);
    out.print(HOSTILE.toCharArray());
    out.append(HOSTILE).append("xx" + HOSTILE, 2, 2 + HOSTILE.length());
    out.printf("%s", HOSTILE).format("%s", HOSTILE);
    assertThat(printed()).isEqualTo(ESCAPED.repeat(7));
    out.print('\u009b');
    out.append('\u001b');
    out.println('\n');
    assertThat(printed()).isEqualTo("\\u009b\\u001b\\n\n");
    out.println((String) null);
    out.print(1);
    out.println(true);
    out.println();
    assertThat(printed()).isEqualTo("null\n1true\n\n");
  }

  @Test
  void bytesAndTextOfTheCommandItselfAreUnchanged() throws IOException {
    terminal.out().write(HOSTILE.getBytes(UTF_8));
    assertThat(printed()).isEqualTo(HOSTILE);
    EscapingPrintStream.printControl(terminal.err(), "\r\u001b[1mbold\u001b[0m\n");
    assertThat(printed()).isEqualTo("\r\u001b[1mbold\u001b[0m\n");
  }

  @Test
  void tablesMessagesQuestionsAndProgressAreEscaped() {
    Table table = new Table("NAME", "N");
    table.add(HOSTILE, "1");
    table.printTo(terminal.out());
    assertThat(printed().lines())
        .containsExactly("NAME" + " ".repeat(ESCAPED.length() - 4) + "  N", ESCAPED + "  1");

    new Output(terminal, false, false).info(HOSTILE);
    assertThat(printed()).isEqualTo(ESCAPED + "\n");

    terminal.confirm("Delete " + HOSTILE + "?", "--yes");
    assertThat(printed()).isEqualTo("Delete " + ESCAPED + "? [y/N] ");

    try (StatusLine line = new StatusLine(terminal.err(), () -> 0)) {
      line.show(HOSTILE);
      assertThat(printed()).isEqualTo("\r" + ESCAPED);
    }
    assertThat(printed()).isEqualTo("\r" + " ".repeat(ESCAPED.length()) + "\r");
  }

  @Test
  void aPathIsExactForProgramsAndEscapedOnATerminal() {
    String path = "/tmp/a\u202eb";
    EscapingPrintStream.printPath(terminal.out(), path);
    assertThat(printed()).isEqualTo(path + "\n");

    EscapingPrintStream
        .printPath(EscapingPrintStream.ofTerminal(new PrintStream(bytes, true, UTF_8)), path);
    assertThat(printed()).isEqualTo("/tmp/a\\u202eb\n");
  }

  @Test
  void jsonIsEscapedWithoutChangingItsValue() {
    new Output(terminal, true, false)
        .print(
            json -> json.writeStartArray()
                .writeString(HOSTILE)
                .writeRawValue("\"é\ufeff🧬\"")
                .writeEndArray(),
            out -> {});
    assertThat(printed())
        .isEqualTo(
            "[\"" + ESCAPED.replace("\\u001b", "\\u001B") + "\",\"é\\ufeff🧬\"]\n");
  }
}
