package io.gypsum.cli.quickstart;

import java.io.Console;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the main job, from nothing to a checked download, on a server of its own. */
@Command(
    name = "quickstart",
    description = "Runs the main job once on this machine: a server, a project, three versions, a"
        + " checked download. Leaves nothing behind unless --data is given.")
public final class Quickstart implements Callable<Integer> {
  private final Terminal terminal;
  private final Shell shell;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keeps the server's files in DIR, which must be new or empty.") @Nullable Path data;

  private Quickstart(Terminal terminal, Shell shell) {
    this.terminal = terminal;
    this.shell = shell;
  }

  /** @param shell runs the commands that it shows */
  public static CommandLine in(Terminal terminal, Shell shell) {
    return new CommandLine(new Quickstart(terminal, shell));
  }

  @Override
  public Integer call() {
    Narrator narrator = new Narrator(terminal.out(), isColourful());
    try (Workplace place = Workplace.open(data)) {
      new Tour(narrator, shell, place).run();
      sayHowToGoOn(narrator);
      return 0;
    } catch (GypsumException | UncheckedIOException | Surprise e) {
      terminal.err().println("gypsum: quickstart failed at '" + narrator.step() + "': " + words(e));
      return 1;
    }
  }

  private void sayHowToGoOn(Narrator narrator) {
    narrator.title("To keep a server running");
    if (data == null) {
      narrator.say("./gypsum account add YOUR-NAME --admin    prints your token, once");
      narrator.say("./gypsum serve                            http://127.0.0.1:4444");
    } else {
      String option = " --data " + data;
      narrator
          .say("./gypsum serve" + option + "    http://127.0.0.1:4444, with what was made here");
      narrator.say("./gypsum account rotate " + Tour.OWNER + option + "    prints a new token");
    }
    narrator.say("");
  }

  private static String words(RuntimeException e) {
    String words =
        e.getCause() instanceof FileSystemException file
            ? "cannot use " + file.getFile() + " (" + file.getClass().getSimpleName() + ")"
            : String.valueOf(e.getMessage());
    return words.replaceAll("\\p{Cntrl}+", " ");
  }

  private boolean isColourful() {
    // In JDK 25 there is no console when input or output is not a terminal; in some others there always is one.
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
        && terminal.environment().getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(terminal.environment().get("TERM"));
  }
}
