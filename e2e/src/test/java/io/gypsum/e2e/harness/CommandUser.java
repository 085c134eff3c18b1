package io.gypsum.e2e.harness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.Main;
import io.gypsum.cli.terminal.Terminal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody with a terminal: runs the command inside this process, which is the same but for the start of Java. No output
 * may ever hold their token.
 */
public final class CommandUser {
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * @param user null for nobody
   * @param home theirs, with their cache in {@code cache}
   */
  public CommandUser(URI server, Users user, Path home) {
    this.home = home;
    environment.put("GYPSUM_URL", server.toString());
    environment.put("GYPSUM_CACHE_DIR", cache().toString());
    environment.put("GYPSUM_OFFLINE", "0");
    if (user != null) {
      environment.put("GYPSUM_TOKEN", user.token());
    }
  }

  public Path cache() {
    return home.resolve("cache");
  }

  /** This user with one more variable. */
  public CommandUser with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** This user without a variable. */
  public CommandUser without(String variable) {
    environment.remove(variable);
    return this;
  }

  /** With nobody looking on. */
  public GypsumCommand run(String... arguments) {
    return run(null, arguments);
  }

  /** With a person at a terminal who answers all questions so. */
  public GypsumCommand answer(String answer, String... arguments) {
    return run(answer + "\n", arguments);
  }

  private GypsumCommand run(String answers, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    boolean person = answers != null;
    byte[] input = person ? answers.getBytes(StandardCharsets.UTF_8) : new byte[0];
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input), new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), person, person, environment, home);
    int exitCode = Main.run(terminal, arguments);
    GypsumCommand command =
        new GypsumCommand(
            exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    String token = environment.get("GYPSUM_TOKEN");
    if (token != null) {
      assertThat(command.output() + command.errors())
          .as("what gypsum %s says", List.of(arguments))
          .doesNotContain(token);
    }
    return command;
  }
}
