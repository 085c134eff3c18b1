package io.gypsum.cli.browse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class OpenCommandTest {
  private static final String SERVER = "http://127.0.0.1:9";
  private static final String PAGE = SERVER + "/browse/p/a/v";

  @TempDir private Path home;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<List<String>> launched = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({
      "p, /browse/p", "p/, /browse/p", "p/a, /browse/p/a", "p/a/v, /browse/p/a/v",
      "p/a/v:d/, /browse/p/a/v/d", "p/a/v:d/f, /browse/p/a/v/d/f", "p/a/v/d/f, /browse/p/a/v/d/f",
      "p/a:f, /browse/p/a/latest/f", "p q/a%/v+:ü/x y, /browse/p%20q/a%25/v%2B/%C3%BC/x%20y"})
  void aNameHasAPage(String name, String address) {
    assertThat(OpenCommand.Page.of(name).path()).isEqualTo(address);
  }

  @Test
  void opensThePageInTheFirstBrowserThatWorks() {
    assertThat(run(Map.of("BROWSER", "missing:fails -x:works %s -n:later"), "p/a/v")).isZero();

    assertThat(launched)
        .containsExactly(
            List.of("missing", PAGE), List.of("fails", "-x", PAGE), List.of("works", PAGE, "-n"));
    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8)).isEqualTo("Opened " + PAGE + System.lineSeparator());
  }

  @Test
  void printsTheAddressIfNoBrowserWorks() {
    assertThat(run(Map.of("BROWSER", "missing:fails"), "p/a/v")).isZero();

    assertThat(out.toString(UTF_8).lines()).containsExactly(PAGE);
    assertThat(err.toString(UTF_8)).contains("no browser could be started");
  }

  @Test
  void opensNothingWithPrintOrJson() {
    assertThat(run(Map.of("BROWSER", "works"), "--print")).isZero();
    assertThat(run(Map.of("BROWSER", "works"), "p/a/v", "--json")).isZero();

    assertThat(launched).isEmpty();
    assertThat(out.toString(UTF_8).lines())
        .containsExactly(SERVER + "/", "{\"url\":\"" + PAGE + "\"}");
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
      "Linux, -, -", "Linux, DISPLAY, xdg-open", "Linux, WAYLAND_DISPLAY, xdg-open",
      "Mac OS X, -, open", "Windows 11, -, rundll32"})
  void theSystemHasABrowserIfThereIsADesktop(String system, String variable, String program) {
    Map<String, String> environment = variable == null ? Map.of() : Map.of(variable, ":0");

    assertThat(BrowserCommands.find(environment, system, PAGE))
        .allSatisfy(command -> assertThat(command).startsWith(program).endsWith(PAGE))
        .hasSize(program == null ? 0 : 1);
  }

  private int run(Map<String, String> environment, String... arguments) {
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), environment,
            home);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", SERVER, "--cache", home.toString()));
    return new CommandLine(new OpenCommand(terminal, this::launch))
        .execute(all.toArray(String[]::new));
  }

  private int launch(List<String> command) throws IOException {
    launched.add(command);
    return switch (command.getFirst()) {
      case "missing" -> throw new IOException("no such program");
      case "fails" -> 1;
      default -> 0;
    };
  }
}
