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
 * A user of the command line. Runs the command inside this process, which avoids the start of a Java process, and asserts that no output contains the user's token.
 */
public final class CommandUser {
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();

  /**
   * @param user null for an anonymous user
   * @param home the user's home directory, with the cache in {@code cache}
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

  /** Sets an environment variable of this user. */
  public CommandUser with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Removes an environment variable of this user. */
  public CommandUser without(String variable) {
    environment.remove(variable);
    return this;
  }

  /** Runs the command without a terminal. */
  public GypsumCommand run(String... arguments) {
    return run(null, arguments);
  }

  /** Runs the command in a terminal and answers every question with {@code answer}. */
  public GypsumCommand runInteractively(String answer, String... arguments) {
    return run(answer + "\n", arguments);
  }

  private GypsumCommand run(String answers, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    boolean interactive = answers != null;
    byte[] input = interactive ? answers.getBytes(StandardCharsets.UTF_8) : new byte[0];
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(input), new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8), interactive, interactive,
            environment, home);
    int exitCode = Main.run(terminal, arguments);
    GypsumCommand command =
        new GypsumCommand(
            exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    String token = environment.get("GYPSUM_TOKEN");
    if (token != null) {
      assertThat(command.output() + command.errors())
          .as("output of gypsum %s", List.of(arguments))
          .doesNotContain(token);
    }
    return command;
  }
}
