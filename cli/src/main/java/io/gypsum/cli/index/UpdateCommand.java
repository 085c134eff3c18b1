package io.gypsum.cli.index;

import java.util.concurrent.Callable;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.metadata.index.MetadataIndexer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "update",
    description = "Reads what the store's change log says has changed; makes anew what is not there or too"
        + " old.")
final class UpdateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin IndexRun run = new IndexRun();

  UpdateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return run.run(terminal, MetadataIndexer::update);
  }
}
