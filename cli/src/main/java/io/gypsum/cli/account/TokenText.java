package io.gypsum.cli.account;

import io.gypsum.cli.terminal.Terminal;

/** A new token on stdout, for programs, and what to know about it on stderr, for people. */
final class TokenText {
  private TokenText() {}

  static void print(Terminal terminal, String name, String token) {
    terminal.out().println(token);
    terminal.out().flush();
    terminal.err()
        .println(
            "This is the token of " + name + ". It is not shown again; 'gypsum account rotate "
                + name + "' makes a new one.");
  }
}
