package io.gypsum.cli.index;

import java.util.concurrent.Callable;

import io.gypsum.cli.terminal.Terminal;
import io.gypsum.metadata.index.MetadataIndexer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "fresh", description = "Makes the indices anew from the whole store.")
final class FreshCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin IndexRun run = new IndexRun();

  FreshCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return run.run(terminal, MetadataIndexer::fresh);
  }
}
