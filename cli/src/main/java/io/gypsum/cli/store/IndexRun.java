package io.gypsum.cli.store;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.metadata.index.IndexClass;
import io.gypsum.metadata.index.IndexListener;
import io.gypsum.metadata.index.IndexOptions;
import io.gypsum.metadata.index.IndexProblem;
import io.gypsum.metadata.index.IndexReport;
import io.gypsum.metadata.index.MetadataIndexer;
import io.gypsum.store.ReadStore;
import io.gypsum.store.StoreAddress;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** The options that the index commands share, and the run with its progress and report. */
final class IndexRun {
  private static final int MAX_CONCURRENCY = 256;

  // picocli rejects a command line without required options before it runs the command.
  @SuppressWarnings("NullAway.Init") @Option(names = "--from", paramLabel = "STORE",
      required = true, order = 1,
      converter = Converters.ToStoreAddress.class,
      description = "Store to index: file:DIR, s3://BUCKET/PREFIX or the URL of a gypsum server.") StoreAddress from;

  @SuppressWarnings("NullAway.Init") @Option(names = "--dir", paramLabel = "DIR", required = true,
      order = 2,
      description = "Directory of the indexes and of the file 'modified', which contains the time of"
          + " the last change.") Path directory;

  @Option(names = "--class", paramLabel = "BASENAME[,FILE]", order = 3,
      converter = Converters.ToIndexClass.class, defaultValue = "_bioconductor.json",
      description = "Base name of the documents to index, and the file of their index; repeatable"
          + " (default: ${DEFAULT-VALUE}, in bioconductor.sqlite3).") List<IndexClass> classes =
              List.of();

  @Option(names = "--concurrency", paramLabel = "NUMBER", order = 4, defaultValue = "8",
      description = "Number of objects to read at the same time (default: ${DEFAULT-VALUE}).") int concurrency;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = "--json", order = 94,
      description = "Print one JSON document on stdout.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Print errors only.") boolean quiet;

  /**
   * Runs an index operation and prints its report.
   *
   * @return the exit code: 1 if something could not be indexed
   */
  int run(Terminal terminal, Function<MetadataIndexer, IndexReport> operation) {
    Stores.requireOutside(directory, from);
    Output output = new Output(terminal, json, quiet);
    int readers = Math.clamp(concurrency, 1, MAX_CONCURRENCY);
    IndexReport report;
    try (
        StatusLine line = new StatusLine(terminal.err(), System::nanoTime);
        ReadStore store = Stores.openSource(s3.resolve(from, terminal), readers)) {
      IndexOptions options =
          IndexOptions.DEFAULTS.withConcurrency(readers)
              .withListener(output.showsProgress() ? new IndexProgress(line) : IndexListener.NONE);
      report = operation.apply(new MetadataIndexer(store, directory, classes, options));
    }
    output.done(new RunReport(report), new RunReport(report).messages());
    HumanText.problems("not indexed", report.problems(), report.problemCount())
        .forEach(terminal.err()::println);
    return report.isComplete() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Shows the progress of a run. */
  private record IndexProgress(StatusLine line) implements IndexListener {
    @Override
    public void onPhase(Phase phase) {
      switch (phase) {
        case READING -> line.show("reading…");
        case SORTING -> line.show("sorting…");
        case INDEXING -> line.show("indexing…");
        case PUBLISHING -> line.close();
      }
    }

    @Override
    public void onDocument(long documents) {
      line.update(() -> "reading… " + documents + " documents");
    }
  }

  /** The report of a run, as JSON or as one line per index. */
  private record RunReport(IndexReport report) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeName("indices").writeStartArray();
      for (IndexReport.Index index : report.indices()) {
        out.writeStartObject();
        out.writeStringProperty("class", index.indexClass().baseName());
        out.writeStringProperty("file", index.indexClass().fileName());
        out.writeStringProperty(
            "outcome", switch (index.outcome()) {
              case UNCHANGED -> "unchanged";
              case UPDATED -> "updated";
              case BUILT -> "built";
            });
        if (!index.why().isEmpty()) {
          out.writeStringProperty("why", index.why());
        }
        out.writeNumberProperty("versions", index.versions());
        out.writeNumberProperty("documents", index.documents());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeNumberProperty("problem_count", report.problemCount());
      out.writeName("problems").writeStartArray();
      for (IndexProblem problem : report.problems()) {
        out.writeStartObject();
        out.writeStringProperty("key", problem.key());
        out.writeStringProperty("reason", problem.reason());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }

    List<String> messages() {
      return report.indices().stream().map(RunReport::message).toList();
    }

    private static String message(IndexReport.Index index) {
      String read = HumanText.count(index.documents(), "document") + " of "
          + HumanText.count(index.versions(), "version");
      String file = index.indexClass().fileName();
      return switch (index.outcome()) {
        case UNCHANGED -> file + ": unchanged";
        case UPDATED -> file + ": updated " + read;
        case BUILT -> file + ": built from " + read
            + (index.why().isEmpty() ? "" : " (" + index.why() + ")");
      };
    }
  }
}
