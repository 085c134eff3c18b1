package io.gypsum.cli.quickstart;

import java.io.Console;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gypsum.cli.serve.StopOnSignal;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "quickstart",
    description = {
        "Demonstrate gypsum on a temporary local server.",
        "Start a server, publish three versions, download one and compare it. Everything is deleted afterwards unless --data is given.",
        "With --keep, the server keeps running, and its web pages show what was published."})
public final class QuickstartCommand implements Callable<Integer> {
  private static final int MAX_DELETION_SECONDS = 10;

  private final Terminal terminal;
  private final CommandRunner runner;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Keep the server's files in DIR, which must be new or empty.") @Nullable Path data;

  @Option(
      names = "--keep",
      description = "Keep the server running until Ctrl-C, and print the address of its web page.") boolean keep;

  private QuickstartCommand(Terminal terminal, CommandRunner runner) {
    this.terminal = terminal;
    this.runner = runner;
  }

  /** Runs another {@code gypsum} command inside this process. */
  @FunctionalInterface
  public interface CommandRunner {
    /** Returns the exit code. */
    int run(Terminal terminal, String... args);
  }

  /** @param runner runs the commands that the quickstart demonstrates */
  public static CommandLine create(Terminal terminal, CommandRunner runner) {
    return new CommandLine(new QuickstartCommand(terminal, runner));
  }

  @Override
  public Integer call() {
    StepPrinter printer = new StepPrinter(terminal.out(), usesColour());
    CountDownLatch ended = new CountDownLatch(1);
    try (DemoDirectories directories = DemoDirectories.create(data)) {
      new QuickstartSteps(printer, runner, directories)
          .run(server -> end(printer, server, ended));
      return ExitCode.OK;
    } catch (GypsumException | UncheckedIOException | CheckFailedException e) {
      terminal.err()
          .println("gypsum: quickstart failed at '" + printer.step() + "': " + message(e));
      return ExitCode.FAILED;
    } finally {
      ended.countDown();
    }
  }

  /** @param ended counted down when the directories of this run were deleted */
  private void end(StepPrinter printer, DemoServer server, CountDownLatch ended) {
    printNextSteps(printer);
    if (!keep) {
      return;
    }
    try (StopOnSignal signal = StopOnSignal.of(() -> {
      server.close();
      awaitEnd(ended);
    })) {
      printer.heading("Look at it in a browser");
      printer.print(
          "The server runs until you press Ctrl-C"
              + (data == null ? "; then its files are deleted." : "."));
      printer.print(server.url() + QuickstartSteps.page());
      server.awaitStop();
    } catch (InterruptedException e) {
      // A request to stop, which the end of this run fulfils; stopping the server must not be interrupted.
    }
  }

  private static void awaitEnd(CountDownLatch ended) {
    try {
      var _ = ended.await(MAX_DELETION_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void printNextSteps(StepPrinter printer) {
    printer.heading("Run a permanent server");
    if (data == null) {
      printer.print("gypsum account add YOUR-NAME --admin    prints your access token, once");
      printer.print("gypsum serve                            http://127.0.0.1:4444");
      printer.print("");
      printer.print("Then, in another terminal:");
      printer.print("export GYPSUM_URL=http://127.0.0.1:4444 GYPSUM_TOKEN=YOUR-TOKEN");
      printer.print("gypsum create my-project --owner YOUR-NAME");
      printer.print("gypsum put DIR my-project/my-asset/v1");
    } else {
      String option = " --data " + data;
      printer.print(
          "gypsum serve" + option + "    http://127.0.0.1:4444, with the data of this demo");
      printer.print(
          "gypsum account rotate " + QuickstartSteps.OWNER + option
              + "    prints a new access token");
    }
    printer.print("");
  }

  private static String message(RuntimeException e) {
    return e.getCause() instanceof FileSystemException file
        ? "cannot use '" + file.getFile() + "' (" + file.getClass().getSimpleName() + ")"
        : String.valueOf(e.getMessage());
  }

  private boolean usesColour() {
    // JDK 25 has no console if stdin or stdout is not a terminal; some other versions always have one.
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
        && terminal.environment().getOrDefault("NO_COLOR", "").isEmpty()
        && !"dumb".equals(terminal.environment().get("TERM"));
  }
}
