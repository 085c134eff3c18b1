package io.gypsum.cli.completion;

import io.gypsum.cli.terminal.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "completion",
    description = "Prints a script that lets a shell complete the command line.",
    footer = {
        "",
        "bash:  source <(gypsum completion bash)      in ~/.bashrc",
        "zsh:   source <(gypsum completion zsh)       in ~/.zshrc",
        "fish:  gypsum completion fish | source       in ~/.config/fish/config.fish"})
public final class CompletionCommand implements Runnable {
  private final Terminal terminal;

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.") Shell shell;

  enum Shell {
    bash, zsh, fish
  }

  public CompletionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    CommandLine gypsum = spec.root().commandLine();
    terminal.out().print(switch (shell) {
      // The script of picocli is for both; it finds out which one reads it.
      case bash, zsh -> AutoComplete.bash(spec.root().name(), gypsum);
      case fish -> FishScript.of(spec.root());
    });
    terminal.out().flush();
  }
}
