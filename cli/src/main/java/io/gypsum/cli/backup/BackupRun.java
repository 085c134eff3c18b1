package io.gypsum.cli.backup;

import java.nio.file.Files;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.store.S3Options;
import io.gypsum.cli.store.Stores;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.backup.Backup;
import io.gypsum.store.backup.BackupListener;
import io.gypsum.store.backup.BackupOptions;
import io.gypsum.store.backup.BackupReport;
import io.gypsum.store.memory.MemoryStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What backup and import have in common. */
final class BackupRun {
  private static final int OK = 0;
  private static final int INCOMPLETE = 1;
  private static final int MOST_CONCURRENT = 256;

  // What is required is there before anything runs.
  @SuppressWarnings("NullAway.Init") @Option(names = "--to", paramLabel = "STORE", required = true,
      order = 2, converter = Converters.ToStoreAddress.class,
      description = "Where it is copied to: file:DIR, which is made if need be, or s3://BUCKET/PREFIX.") StoreAddress to;

  @Option(names = "--concurrency", paramLabel = "NUMBER", order = 10, defaultValue = "8",
      description = "How many files are copied at once. Default: ${DEFAULT-VALUE}.") int concurrency;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = {"-n", "--dry-run"}, order = 81,
      description = "Says what would be done and writes nothing; files are not read.") boolean dryRun;

  @Option(names = "--json", order = 94,
      description = "Prints one JSON document for programs.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Tells of failures only.") boolean quiet;

  int threads() {
    return Math.clamp(concurrency, 1, MOST_CONCURRENT);
  }

  /** Returns the exit code: 1 when something could not be copied. */
  int run(Terminal terminal, ReadStore source, boolean delete) {
    if (to instanceof StoreAddress.LocalDirectory(var directory)
        && Files.isRegularFile(directory)) {
      throw new UsageException("'" + directory + "' is a file: expected a directory");
    }
    Output output = new Output(terminal, json, quiet);
    boolean shown = terminal.watched() && !quiet;
    BackupReport report;
    try (StatusLine line = new StatusLine(terminal.err(), System::nanoTime)) {
      BackupOptions options =
          BackupOptions.DEFAULTS.withConcurrency(threads())
              .withDelete(delete)
              .withListener(shown ? new BackupProgress(line) : BackupListener.NONE);
      report = dryRun ? rehearse(terminal, source, options) : copy(terminal, source, options);
    }
    BackupReportText text = new BackupReportText(report, dryRun);
    output.done(text, text.sentence());
    text.complaints().forEach(terminal.err()::println);
    return report.isComplete() ? OK : INCOMPLETE;
  }

  private BackupReport copy(Terminal terminal, ReadStore source, BackupOptions options) {
    try (Store target = Stores.openForWriting(s3.resolve(to, terminal))) {
      return Backup.between(source, target, options).run();
    }
  }

  private BackupReport rehearse(Terminal terminal, ReadStore source, BackupOptions options) {
    try (ReadStore target = openDryRunTarget(terminal)) {
      return Backup.rehearsal(source, target, options).run();
    }
  }

  /** Returns the target, or an empty store if the target is a directory that does not exist yet. */
  private ReadStore openDryRunTarget(Terminal terminal) {
    Stores.requireWritable(to);
    return to instanceof StoreAddress.LocalDirectory(var directory) && !Files.exists(directory)
        ? new MemoryStore()
        : Stores.openForReading(s3.resolve(to, terminal), threads());
  }
}
