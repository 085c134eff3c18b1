package io.gypsum.cli.terminal;

import java.util.function.Supplier;

/** Shows the state of a running command on stderr: on a terminal or, if stderr is a file or a pipe, as lines. Thread-safe. */
public sealed interface ProgressOutput extends AutoCloseable permits StatusLine, PeriodicLines {
  /** Returns the number of characters of a text that fit. */
  int maxChars();

  /** Shows a new state, such as the beginning of a phase. */
  void show(String text);

  /** Shows a new state unless another one was shown shortly before. */
  void update(Supplier<String> text);

  /** Clears the shown state, if that is possible. Further updates are allowed. */
  @Override
  void close();
}
