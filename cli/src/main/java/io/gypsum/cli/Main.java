package io.gypsum.cli;

import java.io.PrintStream;
import java.io.PrintWriter;

import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine;

/** The {@code gypsum} command. */
public final class Main {
  private static final int HELP_COLUMNS = 100;

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Terminal.ofThisProcess(), args));
  }

  /** Runs one command and returns its exit code; ends no process. */
  public static int run(Terminal terminal, String... args) {
    Failures failures = new Failures(terminal);
    CommandLine gypsum = new CommandLine(new Gypsum());
    Commands.addTo(gypsum, terminal, args);
    return gypsum.setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_COLUMNS)
        .setOut(writer(terminal.out()))
        .setErr(writer(terminal.err()))
        .setParameterExceptionHandler(failures.onParameters())
        .setExecutionExceptionHandler(failures.onExecution())
        .execute(args);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }
}
