package io.gypsum.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.List;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every failure into one line on stderr and an exit code. */
record Failures(Terminal terminal) {

  /** For what picocli finds wrong with the arguments. */
  IParameterExceptionHandler onParameters() {
    return (e, args) -> {
      String command = e.getCommandLine().getCommandSpec().qualifiedName();
      print(e.getMessage() + suggestion(e) + "; '" + command + " --help' shows how");
      return ExitCode.WRONG_USAGE;
    };
  }

  /** For what a command throws. */
  IExecutionExceptionHandler onExecution() {
    return (e, command, parsed) -> {
      int code = report(e);
      if (terminal.isDebug()) {
        e.printStackTrace(terminal.err());
      }
      return code;
    };
  }

  private int report(Exception thrown) {
    Exception e = thrown instanceof UncheckedIOException unchecked && unchecked.getCause() != null
        ? unchecked.getCause()
        : thrown;
    return switch (e) {
      case UsageException wrong -> {
        print(String.valueOf(wrong.getMessage()));
        yield ExitCode.WRONG_USAGE;
      }
      case GypsumException failure -> {
        print(failure.reason() + nextStep(failure));
        yield ExitCode.of(failure.kind());
      }
      case IOException failure -> {
        print(words(failure));
        yield ExitCode.FAILED;
      }
      default -> {
        print(
            "failed unexpectedly (" + e + "); GYPSUM_DEBUG=1 before the command shows the details");
        yield ExitCode.FAILED;
      }
    };
  }

  /** What a failure of the server does not say itself, since it does not know this command. */
  private static String nextStep(GypsumException failure) {
    if (!(failure instanceof RequestFailedException)) {
      return "";
    }
    return switch (failure.kind()) {
      case NOT_FOUND -> "; 'gypsum ls' shows what there is";
      case UNAUTHENTICATED ->
          "; 'gypsum config' says where the token comes from, 'gypsum login' gets another";
      case LOCKED, BUSY -> "; try again in a moment";
      case INVALID, FORBIDDEN, TOO_LARGE, UNAVAILABLE, CORRUPT -> "";
    };
  }

  private static String words(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no access to " + denied.getFile()
          + ": check who owns it and its mode, or name another directory";
      case FileSystemException failure -> "cannot use " + failure.getFile() + ": "
          + (failure.getReason() == null
              ? failure.getClass().getSimpleName()
              : failure.getReason());
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String suggestion(ParameterException e) {
    List<String> suggestions =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    return suggestions.isEmpty() ? "" : " (did you mean " + String.join(" or ", suggestions) + "?)";
  }

  private void print(String message) {
    terminal.err().println("gypsum: " + message.replaceAll("\\p{Cntrl}+", " ").strip());
  }
}
