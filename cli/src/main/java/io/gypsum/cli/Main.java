package io.gypsum.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.gypsum.cli.client.ClientWarmUp;
import io.gypsum.cli.serve.LogConfigurator;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The entry point of the {@code gypsum} command. */
public final class Main {
  private static final int HELP_WIDTH_CHARS = 100;

  private Main() {}

  public static void main(String[] args) {
    if (CommandList.usesServer(args)) {
      LogConfigurator.disable();
      ClientWarmUp.start();
    }
    int exitCode = run(Terminal.ofThisProcess(), args);
    // System.exit initializes Java's own log, which takes 10 ms, and is needed only for a failure or if other threads run.
    if (exitCode != ExitCode.OK || Thread.activeCount() > 1) {
      System.exit(exitCode);
    }
  }

  /** Runs one command and returns its exit code, without ending the process. */
  public static int run(Terminal terminal, String... arguments) {
    if (isVersionOption(arguments)) {
      // Without parsing, which takes most of the time of this command.
      terminal.out().println(VersionProvider.line());
      terminal.out().flush();
      return ExitCode.OK;
    }
    String[] args = withHelpOption(arguments);
    CommandErrors errors = new CommandErrors(terminal);
    CommandLine gypsum = new CommandLine(new RootCommand());
    CommandList.addTo(gypsum, terminal, args);
    // Arguments are literal: '@file' is not replaced by the content of a file, and '-heart' is not '-h' with a value.
    return gypsum.setExpandAtFiles(false)
        .setPosixClusteredShortOptionsAllowed(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH_CHARS)
        .setOut(writer(terminal.out()))
        .setErr(writer(terminal.err()))
        .setParameterExceptionHandler(errors.onParameters())
        .setExecutionExceptionHandler(errors.onExecution())
        .execute(args);
  }

  private static boolean isVersionOption(String... arguments) {
    return arguments.length == 1
        && (arguments[0].equals("--version") || arguments[0].equals("-V"));
  }

  /** Returns {@code COMMAND --help} for {@code help COMMAND}. */
  private static String[] withHelpOption(String[] arguments) {
    if (arguments.length == 0 || !arguments[0].equals("help")) {
      return arguments;
    }
    if (arguments.length > 1 && !CommandList.NAMES.contains(arguments[1])) {
      // Reported as an unknown command: with --help, it would be ignored.
      return Arrays.copyOfRange(arguments, 1, arguments.length);
    }
    String[] args = Arrays.copyOfRange(arguments, 1, arguments.length + 1);
    args[args.length - 1] = "--help";
    return args;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** The command without a subcommand: declares the options that all subcommands inherit. */
  @Command(
      name = "gypsum",
      description = "Store and share versioned genomics data.",
      versionProvider = VersionProvider.class,
      synopsisSubcommandLabel = "COMMAND")
  static final class RootCommand {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        scope = ScopeType.INHERIT,
        description = "Show this help.") boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true,
        description = "Show the version.") boolean version;
  }

  /** Reads the version that the build wrote next to this class. */
  static final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {line()};
    }

    static String line() {
      return "gypsum " + number();
    }

    static String number() {
      try (InputStream version = Main.class.getResourceAsStream("version.txt")) {
        if (version == null) {
          throw new IllegalStateException("this build has no version.txt");
        }
        return new String(version.readAllBytes(), StandardCharsets.UTF_8).strip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
