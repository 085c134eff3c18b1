package io.gypsum.cli.store;

import java.nio.file.Files;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.StatusLine;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreAddress;
import io.gypsum.store.backup.Backup;
import io.gypsum.store.backup.BackupListener;
import io.gypsum.store.backup.BackupOptions;
import io.gypsum.store.backup.BackupProblem;
import io.gypsum.store.backup.BackupReport;
import io.gypsum.store.memory.MemoryStore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/** The options that {@code backup} and {@code import} share, and the copy with its progress and report. */
final class CopyRun {
  private static final int MAX_CONCURRENCY = 256;

  // picocli rejects a command line without required options before it runs the command.
  @SuppressWarnings("NullAway.Init") @Option(names = "--to", paramLabel = "STORE", required = true,
      order = 2, converter = Converters.ToStoreAddress.class,
      description = "Store to copy to: file:DIR, which is created if it does not exist, or"
          + " s3://BUCKET/PREFIX.") StoreAddress to;

  @Option(names = "--concurrency", paramLabel = "NUMBER", order = 10, defaultValue = "8",
      description = "Number of files to copy at the same time (default: ${DEFAULT-VALUE}).") int concurrency;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = {"-n", "--dry-run"}, order = 81,
      description = "Print what would be copied, without reading files or writing anything.") boolean dryRun;

  @Option(names = "--json", order = 94,
      description = "Print one JSON document on stdout.") boolean json;

  @Option(names = {"-q", "--quiet"}, order = 95,
      description = "Print errors only.") boolean quiet;

  /** Returns the number of files to copy at the same time, limited to a sensible range. */
  int concurrency() {
    return Math.clamp(concurrency, 1, MAX_CONCURRENCY);
  }

  /** @throws UsageException if the target is the source, contains it or is part of it */
  void requireSeparate(String option, StoreAddress from) {
    Stores.requireSeparate(option, from, "--to", to);
  }

  /**
   * Copies {@code source} and prints the report.
   *
   * @return the exit code: 1 if something could not be copied
   */
  int copyFrom(ReadStore source, boolean delete, Terminal terminal) {
    if (to instanceof StoreAddress.LocalDirectory(var directory)
        && Files.isRegularFile(directory)) {
      throw new UsageException("--to: '" + directory + "' is a file: expected a directory");
    }
    Output output = new Output(terminal, json, quiet);
    BackupReport report;
    try (StatusLine line = new StatusLine(terminal.err(), System::nanoTime)) {
      BackupOptions options =
          BackupOptions.DEFAULTS.withConcurrency(concurrency())
              .withDelete(delete)
              .withListener(output.showsProgress() ? new CopyProgress(line) : BackupListener.NONE);
      report = dryRun ? rehearse(terminal, source, options) : copy(terminal, source, options);
    }
    output.done(new CopyReport(report, dryRun), new CopyReport(report, dryRun).message());
    HumanText.problems("not copied", report.problems(), report.problemCount())
        .forEach(terminal.err()::println);
    if (!quiet) {
      HumanText
          .problems(
              "ignored, not part of a version", report.ignored().keys(), report.ignored().count())
          .forEach(terminal.err()::println);
    }
    return report.isComplete() ? ExitCode.OK : ExitCode.FAILED;
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
        : Stores.openForReading(s3.resolve(to, terminal), concurrency());
  }

  /** Shows the progress of a copy. Thread-safe. */
  private static final class CopyProgress implements BackupListener {
    private final StatusLine line;
    private long copiedFiles;
    private long copiedBytes;
    private long skippedFiles;

    CopyProgress(StatusLine line) {
      this.line = line;
    }

    @Override
    public synchronized void onFileCopied(long sizeBytes) {
      copiedFiles++;
      copiedBytes += sizeBytes;
      line.update(this::text);
    }

    @Override
    public synchronized void onFileSkipped() {
      skippedFiles++;
      line.update(this::text);
    }

    private String text() {
      return "copied " + HumanText.files(copiedFiles, copiedBytes) + "; unchanged: " + skippedFiles;
    }
  }

  /** The report of a copy, as JSON or as a message. */
  private record CopyReport(BackupReport report, boolean dryRun) implements JsonWritable {
    @Override
    public void writeTo(JsonGenerator out) {
      out.writeStartObject();
      out.writeBooleanProperty("dry_run", dryRun);
      out.writeNumberProperty("versions_copied", report.versionsCopied());
      out.writeNumberProperty("versions_unchanged", report.versionsUnchanged());
      out.writeNumberProperty("versions_unfinished", report.versionsUnfinished());
      out.writeNumberProperty("files_copied", report.filesCopied());
      out.writeNumberProperty("files_skipped", report.filesSkipped());
      out.writeNumberProperty("bytes_copied", report.bytesCopied());
      out.writeNumberProperty("documents_copied", report.documentsCopied());
      out.writeNumberProperty("objects_deleted", report.objectsDeleted());
      out.writeNumberProperty("problem_count", report.problemCount());
      out.writeName("problems").writeStartArray();
      for (BackupProblem problem : report.problems()) {
        out.writeStartObject();
        out.writeStringProperty("key", problem.key());
        out.writeStringProperty("reason", problem.reason());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeNumberProperty("ignored_count", report.ignored().count());
      out.writeName("ignored").writeStartArray();
      report.ignored().keys().forEach(out::writeString);
      out.writeEndArray();
      out.writeEndObject();
    }

    String message() {
      StringBuilder text = new StringBuilder(dryRun ? "Would copy " : "Copied ");
      text.append(HumanText.count(report.versionsCopied(), "version"))
          .append(" (")
          .append(HumanText.files(report.filesCopied(), report.bytesCopied()))
          .append("); unchanged: ")
          .append(HumanText.count(report.versionsUnchanged(), "version"))
          .append(" (")
          .append(HumanText.count(report.filesSkipped(), "file"))
          .append(").");
      if (report.versionsUnfinished() > 0) {
        text.append(" Skipped because unfinished: ")
            .append(HumanText.count(report.versionsUnfinished(), "version"))
            .append('.');
      }
      if (report.objectsDeleted() > 0) {
        text.append(dryRun ? " Would delete " : " Deleted ")
            .append(HumanText.count(report.objectsDeleted(), "object"))
            .append('.');
      }
      return text.toString();
    }
  }
}
