package io.gypsum.cli;

import java.util.List;
import java.util.Map;

import io.gypsum.cli.terminal.EscapingPrintStream;
import io.gypsum.cli.terminal.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Print a shell completion script.",
    footer = {
        "",
        "bash:  source <(gypsum completion bash)      in ~/.bashrc",
        "zsh:   source <(gypsum completion zsh)       in ~/.zshrc",
        "fish:  gypsum completion fish | source       in ~/.config/fish/config.fish"})
final class CompletionCommand implements Runnable {
  private final Terminal terminal;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.") Shell shell;

  enum Shell {
    bash, zsh, fish
  }

  CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    CommandLine gypsum = spec.root().commandLine();
    EscapingPrintStream.printControl(terminal.out(), switch (shell) {
      // The script of picocli supports both shells and detects at run time which one reads it.
      case bash, zsh -> AutoComplete.bash(spec.root().name(), gypsum);
      case fish -> FishScript.of(spec.root());
    });
    terminal.out().flush();
  }

  /** A completion script for fish, which picocli does not support: one line per subcommand and option. */
  private static final class FishScript {
    private final StringBuilder script = new StringBuilder();

    static String of(CommandSpec root) {
      FishScript fish = new FishScript();
      String name = root.name();
      fish.subcommands(name, "__fish_use_subcommand", root);
      for (Map.Entry<String, CommandLine> entry : root.subcommands().entrySet()) {
        CommandSpec command = entry.getValue().getCommandSpec();
        String condition = "__fish_seen_subcommand_from " + entry.getKey();
        fish.options(name, condition, command);
        Map<String, CommandLine> nested = command.subcommands();
        if (!nested.isEmpty()) {
          String names = String.join(" ", nested.keySet());
          fish.subcommands(
              name, condition + "; and not __fish_seen_subcommand_from " + names, command);
          nested.forEach(
              (sub, line) -> fish.options(
                  name, condition + "; and __fish_seen_subcommand_from " + sub,
                  line.getCommandSpec()));
        }
      }
      return fish.script.toString();
    }

    private void subcommands(String root, String condition, CommandSpec command) {
      command.subcommands()
          .forEach(
              (name, line) -> add(
                  root, condition, "-f -a " + name,
                  line.getCommandSpec().usageMessage().description()));
    }

    private void options(String root, String condition, CommandSpec command) {
      for (OptionSpec option : command.options()) {
        StringBuilder flags = new StringBuilder();
        for (String flag : option.names()) {
          flags
              .append(flag.startsWith("--") ? "-l " + flag.substring(2) : "-s " + flag.substring(1))
              .append(' ');
        }
        add(
            root, condition, flags + (option.arity().max() > 0 ? "-r" : ""),
            option.description());
      }
    }

    private void add(String root, String condition, String completion, String[] description) {
      script.append("complete -c ")
          .append(root)
          .append(" -n ")
          .append(quoted(condition))
          .append(' ');
      script.append(completion.strip());
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
}
