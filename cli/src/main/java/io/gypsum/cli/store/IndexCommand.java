package io.gypsum.cli.store;

import java.util.concurrent.Callable;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.metadata.index.MetadataIndexer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code gypsum index fresh}, {@code gypsum index update} and {@code gypsum index reset}. */
@Command(
    name = "index",
    synopsisSubcommandLabel = "COMMAND",
    description = "Build and update the SQLite indexes for metadata search.")
public final class IndexCommand {
  private IndexCommand() {}

  public static CommandLine create(Terminal terminal) {
    return new CommandLine(new IndexCommand())
        .addSubcommand(new BuildIndex(terminal))
        .addSubcommand(new UpdateIndex(terminal))
        .addSubcommand(new ResetIndex(terminal));
  }

  @Command(name = "fresh", description = "Build the indexes from scratch, reading the whole store.")
  private static final class BuildIndex implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin IndexRun run = new IndexRun();

    BuildIndex(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      return run.run(terminal, MetadataIndexer::fresh);
    }
  }

  @Command(
      name = "update",
      description = {
          "Apply the changes in the store's change log.",
          "Indexes that are missing or too old are built from scratch."})
  private static final class UpdateIndex implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin IndexRun run = new IndexRun();

    UpdateIndex(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      return run.run(terminal, MetadataIndexer::update);
    }
  }

  @Command(name = "reset", description = "Read one project, asset or version again.")
  private static final class ResetIndex implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin IndexRun run = new IndexRun();

    @Parameters(paramLabel = "PROJECT[/ASSET[/VERSION]]",
        converter = Converters.ToIndexScope.class,
        description = "Project, asset or version to read.") IndexScope scope;

    ResetIndex(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      return run.run(terminal, indexer -> indexer.reset(scope));
    }
  }
}
