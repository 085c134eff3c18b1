package io.gypsum.cli.index;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.store.S3Options;
import io.gypsum.cli.store.Stores;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexListener;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.IndexReport;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the three ways to index have in common. */
final class IndexRun {
  private static final int OK = 0;
  private static final int INCOMPLETE = 1;
  private static final int MOST_CONCURRENT = 256;

  // What is required is there before anything runs.
  @SuppressWarnings("NullAway.Init") @Option(names = "--from", paramLabel = "STORE",
      required = true, order = 1,
      converter = Converters.ToStoreAddress.class,
      description = "What is indexed: file:DIR, s3://BUCKET/PREFIX, or the address of a gypsum"
          + " server.") StoreAddress from;

  @SuppressWarnings("NullAway.Init") @Option(names = "--dir", paramLabel = "DIR", required = true,
      order = 2,
      description = "Where the indices are, and 'modified', which tells when they changed.") Path directory;

  @Option(names = "--class", paramLabel = "BASENAME[,FILE]", order = 3,
      converter = Converters.ToIndexClass.class, defaultValue = "_bioconductor.json",
      description = "The documents that are indexed, and the file for it; may be given several times."
          + " Default: ${DEFAULT-VALUE}, in bioconductor.sqlite3.") List<IndexClass> classes =
              List.of();

  @Option(names = "--concurrency", paramLabel = "NUMBER", order = 4, defaultValue = "8",
      description = "How many objects are read at once. Default: ${DEFAULT-VALUE}.") int concurrency;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = "--json", order = 94,
      description = "Prints one JSON document for programs.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Tells of failures only.") boolean quiet;

  /** Returns the exit code: 1 when something could not be indexed. */
  int run(Terminal terminal, Function<MetadataIndexer, IndexReport> action) {
    Output output = new Output(terminal, json, quiet);
    boolean shown = terminal.watched() && !quiet;
    int readers = Math.clamp(concurrency, 1, MOST_CONCURRENT);
    IndexReport report;
    try (
        StatusLine line = new StatusLine(terminal.err(), System::nanoTime);
        ReadStore store = Stores.openForReading(s3.resolve(from, terminal), readers)) {
      IndexOptions options =
          IndexOptions.DEFAULTS.withConcurrency(readers)
              .withListener(shown ? new IndexProgress(line) : IndexListener.NONE);
      report = action.apply(new MetadataIndexer(store, directory, classes, options));
    }
    IndexReportText text = new IndexReportText(report);
    output.done(text, text.sentences());
    text.complaints().forEach(terminal.err()::println);
    return report.isComplete() ? OK : INCOMPLETE;
  }
}
