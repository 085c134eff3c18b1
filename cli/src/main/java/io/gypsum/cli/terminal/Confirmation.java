package io.gypsum.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks a person before something is lost. */
public final class Confirmation {
  private Confirmation() {}

  /**
   * Whether the answer is yes.
   *
   * @param what is about to happen, in words that end in a question mark
   * @param flag that says yes beforehand
   * @throws UsageException when nobody is there to answer
   */
  public static boolean ask(Terminal terminal, String what, String flag) {
    if (!terminal.answers()) {
      throw new UsageException(
          what + " Nobody is there to answer: say yes with " + flag
              + ", or see with --dry-run what would happen");
    }
    terminal.err().print(what + " [y/N] ");
    terminal.err().flush();
    try {
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      String answer = answers.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
