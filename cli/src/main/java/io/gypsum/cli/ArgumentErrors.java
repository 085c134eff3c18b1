package io.gypsum.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Describes arguments that picocli rejects: the argument, what is wrong with it, and what was expected. */
final class ArgumentErrors {
  private static final String OPTION_HINT = "; write options after the command";
  private static final String DASH_HINT = "; write '--' before arguments that start with '-'";
  private static final Pattern ENUM =
      Pattern.compile(
          "expected one of \\[(.*)] \\(case-(?:in)?sensitive\\) but was '(.*)'", Pattern.DOTALL);

  private ArgumentErrors() {}

  static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      return unmatched(unmatched);
    }
    if (e instanceof MissingParameterException missing) {
      return missing(missing);
    }
    String text = String.valueOf(e.getMessage());
    if (text.startsWith("Missing required subcommand")) {
      return e.getCommandLine().getParent() == null
          ? "missing command"
          : "missing command: expected " + choice(commandsOf(e.getCommandLine()));
    }
    // The parsers of this command quote the value and name the expected form; the rest of picocli's message is dropped.
    String problem =
        text.replaceFirst("^Invalid value for positional parameter at index \\d+ \\([^)]*\\): ", "")
            .replaceFirst("^Invalid value for option '([^']+)'(?: \\([^)]*\\))?: ", "$1: ")
            .replaceFirst("' is not an? (int|long)$", "' is invalid: expected a whole number")
            .replaceFirst(
                "^option '([^']+)' .*should be specified only once$",
                "option '$1' can be given only once");
    Matcher values = ENUM.matcher(problem);
    return values.find()
        ? problem.substring(0, values.start()) + "'" + values.group(2) + "' is invalid: expected "
            + choice(List.of(values.group(1).toLowerCase(Locale.ROOT).split(", ")))
        : problem;
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String argument = e.getUnmatched().getFirst();
    boolean isRoot = e.getCommandLine().getParent() == null;
    List<String> suggestions =
        isRoot && !argument.startsWith("-")
            ? CommandSynonyms.suggest(argument, e.getSuggestions())
            : e.getSuggestions();
    String suggestion =
        suggestions.isEmpty() ? "" : " (did you mean " + String.join(" or ", suggestions) + "?)";
    List<String> commands = commandsOf(e.getCommandLine());
    if (argument.startsWith("-")) {
      return "unknown option '" + argument + "'" + suggestion
          + (!suggestions.isEmpty() ? "" : isRoot ? OPTION_HINT : DASH_HINT);
    }
    if (commands.isEmpty()) {
      return "unexpected argument '" + argument + "'" + suggestion;
    }
    return "unknown command '" + argument + "'"
        + (isRoot ? suggestion : ": expected " + choice(commands));
  }

  private static String missing(MissingParameterException e) {
    Optional<String> option =
        e.getCommandLine()
            .getUnmatchedArguments()
            .stream()
            .filter(argument -> argument.startsWith("-"))
            .findFirst();
    return option.isPresent()
        ? "unknown option '" + option.get() + "'" + DASH_HINT
        : String.valueOf(e.getMessage())
            .replaceFirst(
                "^Missing required parameter for option '([^']+)'.* \\(?([^()]+)\\)?$",
                "option '$1' requires a value: $2")
            .replaceFirst("^Missing required parameter(s?): ", "missing argument$1 ")
            .replaceFirst("^Missing required option(s?): ", "missing option$1 ")
            .replaceFirst(
                "^Missing required options and parameters: ", "missing options and arguments ");
  }

  private static List<String> commandsOf(CommandLine command) {
    return new ArrayList<>(command.getSubcommands().keySet());
  }

  /** Returns {@code a, b or c}. */
  private static String choice(List<String> values) {
    int last = values.size() - 1;
    return last < 1
        ? String.join("", values)
        : String.join(", ", values.subList(0, last)) + " or " + values.get(last);
  }
}
