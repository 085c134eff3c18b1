package io.gypsum.cli.index;

import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.metadata.index.IndexScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "reset", description = "Reads one part of the store again.")
final class ResetCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin IndexRun run = new IndexRun();

  @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]", converter = Converters.ToIndexScope.class,
      description = "The part.") IndexScope scope;

  ResetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return run.run(terminal, indexer -> indexer.reset(scope));
  }
}
