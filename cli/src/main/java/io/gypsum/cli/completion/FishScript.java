package io.gypsum.cli.completion;

import java.util.List;
import java.util.Map;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completions of a command for fish, which picocli knows nothing of: one line for each subcommand and option. */
final class FishScript {
  private final StringBuilder script = new StringBuilder();

  private FishScript() {}

  static String of(CommandSpec root) {
    FishScript fish = new FishScript();
    String name = root.name();
    fish.subcommands(name, "__fish_use_subcommand", root);
    for (Map.Entry<String, CommandLine> entry : root.subcommands().entrySet()) {
      CommandSpec command = entry.getValue().getCommandSpec();
      String here = "__fish_seen_subcommand_from " + entry.getKey();
      fish.options(name, here, command);
      Map<String, CommandLine> deeper = command.subcommands();
      if (!deeper.isEmpty()) {
        String names = String.join(" ", deeper.keySet());
        fish.subcommands(
            name, here + "; and not __fish_seen_subcommand_from " + names, command);
        deeper.forEach(
            (sub, line) -> fish.options(
                name, here + "; and __fish_seen_subcommand_from " + sub, line.getCommandSpec()));
      }
    }
    return fish.script.toString();
  }

  private void subcommands(String root, String when, CommandSpec command) {
    command.subcommands()
        .forEach(
            (name, line) -> add(
                root, when, "-f -a " + name,
                line.getCommandSpec().usageMessage().description()));
  }

  private void options(String root, String when, CommandSpec command) {
    for (OptionSpec option : command.options()) {
      StringBuilder flags = new StringBuilder();
      for (String flag : option.names()) {
        flags.append(flag.startsWith("--") ? "-l " + flag.substring(2) : "-s " + flag.substring(1))
            .append(' ');
      }
      add(root, when, flags + (option.arity().max() > 0 ? "-r" : ""), option.description());
    }
  }

  private void add(String root, String when, String what, String[] description) {
    script.append("complete -c ").append(root).append(" -n ").append(quoted(when)).append(' ');
    script.append(what.strip());
    script.append(" -d ").append(quoted(firstSentence(String.join(" ", List.of(description)))));
    script.append('\n');
  }

  private static String firstSentence(String text) {
    return text.replace("%%", "%").split("[;.:] |[.;:]$", 2)[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
