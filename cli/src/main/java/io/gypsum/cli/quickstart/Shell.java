package io.gypsum.cli.quickstart;

import io.gypsum.cli.terminal.Terminal;

/** Runs another {@code gypsum} command inside this process. */
@FunctionalInterface
public interface Shell {
  /** Returns its exit code. */
  int run(Terminal terminal, String... args);
}
