package io.gypsum.cli.index;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.store.StorePlace;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexListener;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.IndexReport;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.store.ReadStore;
import io.gypsum.store.disk.DiskReadStore;
import picocli.CommandLine.Option;

/** What the three ways to index have in common. */
final class IndexRun {
  private static final int OK = 0;
  private static final int INCOMPLETE = 1;
  private static final int MOST_CONCURRENT = 256;

  @Option(names = "--from", paramLabel = "STORE", required = true, order = 1,
      converter = Converters.ToStorePlace.class,
      description = "What is indexed: file:DIR, or the address of a gypsum server.") StorePlace from;

  @Option(names = "--dir", paramLabel = "DIR", required = true, order = 2,
      description = "Where the indices are, and 'modified', which tells when they changed.") Path directory;

  @Option(names = "--class", paramLabel = "BASENAME[,FILE]", order = 3,
      converter = Converters.ToIndexClass.class, defaultValue = "_bioconductor.json",
      description = "The documents that are indexed, and the file for it; may be given several times."
          + " Default: ${DEFAULT-VALUE}, in bioconductor.sqlite3.") List<IndexClass> classes;

  @Option(names = "--concurrency", paramLabel = "NUMBER", order = 4, defaultValue = "8",
      description = "How many objects are read at once. Default: ${DEFAULT-VALUE}.") int concurrency;

  @Option(names = "--json", order = 94,
      description = "Prints one JSON document for programs.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Tells of failures only.") boolean quiet;

  /** Returns the exit code: 1 when something could not be indexed. */
  int run(Terminal terminal, Function<MetadataIndexer, IndexReport> action) {
    Output output = new Output(terminal, json, quiet);
    IndexListener listener =
        terminal.watched() && !quiet
            ? new IndexProgress(terminal.err(), System::nanoTime)
            : IndexListener.NONE;
    IndexOptions options =
        IndexOptions.DEFAULTS
            .withConcurrency(Math.clamp(concurrency, 1, MOST_CONCURRENT))
            .withListener(listener);
    IndexReport report = switch (from) {
      case StorePlace.Disk(var files) -> {
        try (ReadStore store = DiskReadStore.open(files)) {
          yield index(store, options, action);
        }
      }
      case StorePlace.Server(var url) -> {
        try (GypsumClient client = GypsumClient.builder().url(url).build();
            ReadStore store = client.readStore()) {
          yield index(store, options, action);
        }
      }
    };
    IndexReportText text = new IndexReportText(report);
    output.done(text, text.sentences());
    text.complaints().forEach(terminal.err()::println);
    return report.isComplete() ? OK : INCOMPLETE;
  }

  private IndexReport index(
      ReadStore store, IndexOptions options, Function<MetadataIndexer, IndexReport> action) {
    return action.apply(new MetadataIndexer(store, directory, classes, options));
  }
}
