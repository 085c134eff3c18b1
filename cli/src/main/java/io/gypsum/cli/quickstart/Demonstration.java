package io.gypsum.cli.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

import io.gypsum.cli.terminal.Terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Types commands as a person would, and shows what they say. The launcher lets Java learn its start from the quickstart,
 * so this is also what makes these commands start fast.
 */
final class Demonstration {
  private final Narrator narrator;
  private final Shell shell;
  private final Map<String, String> environment;
  private final Path home;

  /** @param home an empty directory */
  Demonstration(Narrator narrator, Shell shell, String url, Path home) {
    this.narrator = narrator;
    this.shell = shell;
    this.environment =
        Map.of("GYPSUM_URL", url, "GYPSUM_CACHE_DIR", home.resolve("cache").toString());
    this.home = home;
  }

  /** @throws Surprise when the command fails */
  void type(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), environment,
            home);
    narrator.say("$ gypsum " + String.join(" ", args));
    int exitCode = shell.run(terminal, args);
    Surprise.unless(exitCode == 0, "it said: " + err.toString(UTF_8).strip());
    out.toString(UTF_8).lines().forEach(narrator::say);
  }
}
