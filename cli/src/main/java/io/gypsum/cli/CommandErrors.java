package io.gypsum.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import io.gypsum.cli.terminal.EscapingPrintStream;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.failure.RequestFailedException.Remedy;
import io.gypsum.core.GypsumException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/** Turns every failure into one line on stderr and an exit code. */
record CommandErrors(Terminal terminal) {
  /** Commands that keep finished files if they fail. */
  private static final Set<String> TRANSFERS = Set.of("get", "put", "clone");

  /** Returns the handler for arguments that picocli rejects. */
  IParameterExceptionHandler onParameters() {
    return (e, args) -> {
      String command = e.getCommandLine().getCommandSpec().qualifiedName();
      print(ArgumentErrors.message(e) + "; see '" + command + " --help'");
      return ExitCode.WRONG_USAGE;
    };
  }

  /** Returns the handler for exceptions that a command throws. */
  IExecutionExceptionHandler onExecution() {
    return (e, command, parsed) -> {
      int code = report(e, TRANSFERS.contains(command.getCommandName()));
      if (terminal.isDebug()) {
        printStackTrace(e);
      }
      return code;
    };
  }

  /** Escapes the lines, and keeps their indentation. */
  private void printStackTrace(Exception e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    trace.toString().lines().forEach(line -> {
      String text = line.replaceFirst("^\t+", "");
      EscapingPrintStream
          .printControl(terminal.err(), "\t".repeat(line.length() - text.length()));
      terminal.err().println(text);
    });
  }

  /** @param resumes whether a repetition of the command continues where this one ended */
  private int report(Exception thrown, boolean resumes) {
    Exception e = thrown instanceof UncheckedIOException unchecked && unchecked.getCause() != null
        ? unchecked.getCause()
        : thrown;
    return switch (e) {
      case UsageException wrong -> {
        print(String.valueOf(wrong.getMessage()));
        yield ExitCode.WRONG_USAGE;
      }
      case GypsumException failure -> {
        print(message(failure, resumes));
        yield ExitCode.of(failure.kind());
      }
      case NoSuchFileException missing -> {
        print("'" + missing.getFile() + "' does not exist");
        yield ExitCode.NOT_FOUND;
      }
      case IOException failure -> {
        print(message(failure));
        yield ExitCode.FAILED;
      }
      default -> {
        print(
            "unexpected error (" + e
                + "); set GYPSUM_DEBUG=1 and run the command again for details");
        yield ExitCode.FAILED;
      }
    };
  }

  /**
   * Returns the reason of a failure and the command to run next, which depends on the client and therefore cannot be part of a
   * server's message.
   */
  private static String message(GypsumException failure, boolean resumes) {
    return failure instanceof RequestFailedException request
        ? reason(request, resumes) + remedies(request)
        : failure.reason();
  }

  private static String reason(RequestFailedException failure, boolean resumes) {
    return switch (failure.kind()) {
      case NOT_FOUND -> MissingResource.message(failure);
      case UNAUTHENTICATED -> failure.reason()
          + "; 'gypsum config' shows which token is used, 'gypsum login' gets a new one";
      case BUSY -> failure.reason() + failure.retryAfter()
          .filter(Duration::isPositive)
          .map(wait -> "; try again in " + HumanText.duration(wait))
          .orElse("; try again later");
      case UNAVAILABLE -> failure.reason() + (isConnectionLost(failure)
          ? "; run the same command again" + (resumes ? " to resume" : "")
          : "");
      case INVALID, FORBIDDEN, LOCKED, TOO_LARGE, NO_SPACE, CORRUPT -> failure.reason();
    };
  }

  /** Returns the options with which a user can follow the advice of a failure. */
  private static String remedies(RequestFailedException failure) {
    return failure.remedies().stream().map(CommandErrors::option).collect(Collectors.joining());
  }

  private static String option(Remedy remedy) {
    return switch (remedy) {
      case CORRECT_URL -> "; --url or GYPSUM_URL sets the URL";
      case PERMIT_INSECURE_TOKENS -> "; --insecure-token or GYPSUM_INSECURE_TOKEN=1 permits it";
      case GO_ONLINE -> "; to use the server, omit --offline and unset GYPSUM_OFFLINE";
      case RETRY_LONGER -> "; to wait longer, use --retry-for";
      case REPEAT_OPERATION -> "";
    };
  }

  /** Returns whether the connection broke or the server stopped responding, and the message contains no advice for that. */
  private static boolean isConnectionLost(RequestFailedException failure) {
    return failure.isRetryable() && failure.status().isEmpty()
        && (failure.mayHaveHappened() || failure.unavailableSince().isPresent())
        && !failure.remedies().contains(Remedy.REPEAT_OPERATION);
  }

  private static String message(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "access to '" + denied.getFile()
          + "' denied; check its owner and mode, or choose another path";
      case FileSystemException failure -> "cannot use '" + failure.getFile() + "': "
          + (failure.getReason() == null
              ? failure.getClass().getSimpleName()
              : failure.getReason());
      default -> String.valueOf(e.getMessage());
    };
  }

  private void print(String message) {
    terminal.err().println("gypsum: " + message.replaceAll("[\\r\\n\\t]+", " ").strip());
  }
}
