package io.gypsum.cli.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.LatestVersion;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.cli.terminal.UsageException;
import io.gypsum.client.ExcludeRules;
import io.gypsum.client.ExcludedPath;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LinkMode;
import io.gypsum.client.UploadFile;
import io.gypsum.client.UploadOptions;
import io.gypsum.client.UploadReport;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "put",
    description = {
        "Upload a directory as a new version.",
        "If an upload fails or is interrupted, run it again: it resumes or starts over."})
public final class PutCommand implements Runnable {
  private final Terminal terminal;

  @Mixin ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "DIR",
      description = "Directory to upload.") Path directory;

  @Parameters(index = "1", paramLabel = "PROJECT/ASSET/VERSION",
      converter = Converters.ToVersion.class,
      description = "Version to create. The asset is created if it does not exist.") AssetVersion version;

  @Option(names = "--probation",
      description = "Publish the version only after an owner approves it.") boolean probation;

  @Option(names = "--no-dedup",
      description = "Upload all files, instead of linking to identical files of the latest version.") boolean noDedup;

  @Option(names = "--links", paramLabel = "MODE", defaultValue = "auto",
      description = "How to treat symbolic links. auto: upload links into the cache as links, follow"
          + " others; always: upload links into the cache as links, reject others; never:"
          + " follow all links (default: ${DEFAULT-VALUE}).") LinkMode links = LinkMode.AUTO;

  @Option(names = "--allow-empty",
      description = "Publish the version even if the directory contains no files.") boolean allowEmpty;

  @Option(names = "--exclude", paramLabel = "PATTERN",
      description = "Do not upload files that match PATTERN, in the syntax of .gitignore files; repeatable. The"
          + " file " + ExcludeRules.IGNORE_FILE + " in DIR contains further patterns.") List<
              String> exclude = new ArrayList<>();

  @Option(names = "--no-default-excludes",
      description = "Upload files that are excluded by default, such as .DS_Store, Thumbs.db, desktop.ini,"
          + " .ipynb_checkpoints/, .git/ and " + ExcludeRules.IGNORE_FILE
          + ".") boolean noDefaultExcludes;

  @Option(names = "--follow-outside",
      description = "Upload the targets of symbolic links that lead out of DIR. Links into the cache are"
          + " always accepted.") boolean followOutside;

  @Option(names = {"-n", "--dry-run"},
      description = "List what would happen to each file, without changing anything.") boolean dryRun;

  @Option(names = "--abort",
      description = "Abort an upload that was interrupted, instead of resuming it: delete the files that the server has received,"
          + " and unlock the project.") boolean abort;

  public PutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    if (abort) {
      abortUpload();
    } else {
      put();
    }
  }

  private void abortUpload() {
    requireNoUploadOptions();
    try (GypsumClient client = options.client(terminal)) {
      boolean aborted = client.abortUpload(version);
      options.output(terminal)
          .done(
              json -> {
                json.writeStartObject();
                ResourceName.writeProperties(json, version);
                json.writeBooleanProperty("aborted", aborted);
                json.writeEndObject();
              },
              aborted
                  ? "Aborted the upload of " + version + "; its files were deleted, and project '"
                      + version.project() + "' is unlocked."
                  : nothingToAbort(client, version));
    }
  }

  private static String nothingToAbort(GypsumClient client, AssetVersion version) {
    String unfinished = "Nothing to abort: this machine has no unfinished upload of " + version;
    try {
      return isFinished(client, version)
          ? unfinished + ", and the version is complete; see 'gypsum show " + version + "'."
          : unfinished + ".";
    } catch (GypsumException e) {
      // The state is unknown; only the message depends on it.
      return unfinished + ".";
    }
  }

  private static boolean isFinished(GypsumClient client, AssetVersion version) {
    try {
      return client.fetchSummary(version).isFinished();
    } catch (GypsumException e) {
      if (e.kind() == GypsumException.Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  private void requireNoUploadOptions() {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("--dry-run", dryRun);
    given.put("--probation", probation);
    given.put("--no-dedup", noDedup);
    given.put("--links", links != LinkMode.AUTO);
    given.put("--allow-empty", allowEmpty);
    given.put("--exclude", !exclude.isEmpty());
    given.put("--no-default-excludes", noDefaultExcludes);
    given.put("--follow-outside", followOutside);
    given.forEach((option, isGiven) -> {
      if (isGiven) {
        throw new UsageException("--abort cannot be combined with " + option);
      }
    });
  }

  private void put() {
    LatestVersion.requireOtherName(version);
    Output output = options.output(terminal);
    UploadOptions upload =
        UploadOptions.DEFAULTS.withDeduplication(!noDedup)
            .withLinks(links)
            .withProbation(probation)
            .withAllowEmpty(allowEmpty)
            .withExcludes(
                ExcludeRules.STANDARD.withDefaults(!noDefaultExcludes)
                    .withPatterns(Converters.patterns("--exclude", exclude)))
            .withFollowOutside(followOutside);
    List<String> warnings = new ArrayList<>();
    List<ExcludedPath> excluded = new ArrayList<>();
    try (GypsumClient client =
        options.clientWithProgress(terminal, warnings::add, excluded::add)) {
      UploadForecast forecast = dryRun ? forecast(client, upload) : null;
      UploadReport report = forecast == null ? upload(client, upload) : forecast.report();
      boolean onProbation =
          forecast == null ? client.fetchSummary(version).isOnProbation() : probation;
      ExcludedPaths excludedPaths = new ExcludedPaths(excluded);
      UploadSummary summary =
          new UploadSummary(version, report, onProbation, forecast, excludedPaths, warnings);
      output.print(summary, out -> {
        if (forecast != null) {
          forecast.printTo(out, excludedPaths);
        }
      });
      if (!output.json()) {
        excludedPaths.defaultsMessage().ifPresent(output::info);
        output.info(summary.message());
      }
    }
  }

  /** Reads all files and predicts the result of the upload. Fails if the version exists, as the upload would. */
  private UploadForecast forecast(GypsumClient client, UploadOptions upload) {
    List<UploadFile> files =
        client.prepareDirectoryUpload(version, directory, upload.prepare());
    if (isFinished(client, version)) {
      throw GypsumException.invalid(
          "cannot start the upload of " + version + ": version '" + version
              + "' already exists; versions are immutable, choose another name");
    }
    return UploadForecast.of(client, version, files);
  }

  private UploadReport upload(GypsumClient client, UploadOptions upload) {
    try (TransferInterrupt interrupt = TransferInterrupt.ofUpload(terminal)) {
      try {
        UploadReport report = client.uploadDirectory(version, directory, upload);
        interrupt.setOutcome("The upload was completed: see 'gypsum show " + version + "'.");
        return report;
      } catch (GypsumException e) {
        interrupt.setOutcome(e.reason() + ".");
        throw e;
      }
    }
  }

  /**
   * The result of an upload.
   *
   * @param onProbation whether the version has to be approved
   * @param forecast what would happen to each file; null if the upload was carried out
   * @param excluded the files and folders that are not uploaded
   * @param warnings what the user may not expect, such as empty directories
   */
  private record UploadSummary(
      AssetVersion version, UploadReport report, boolean onProbation,
      @Nullable UploadForecast forecast, ExcludedPaths excluded, List<String> warnings)
      implements JsonWritable {
    private boolean dryRun() {
      return forecast != null;
    }

    String message() {
      String sent = (dryRun() ? "Would upload " : "Uploaded ")
          + HumanText.files(report.sentFiles(), report.sentBytes());
      String linked = report.linkedFiles() == 0
          ? ""
          : (dryRun() ? " and link " : " and linked ")
              + HumanText.files(report.linkedFiles(), report.linkedBytes());
      return sent + linked + state() + ".";
    }

    private String state() {
      if (onProbation) {
        return "; " + version + (dryRun() ? " would need" : " needs")
            + " approval by an owner: 'gypsum approve " + version + "'";
      }
      return dryRun() ? "" : "; " + version + " is published";
    }

    @Override
    public void writeTo(JsonGenerator json) {
      json.writeStartObject();
      ResourceName.writeProperties(json, version);
      json.writeNumberProperty("sent_files", report.sentFiles());
      json.writeNumberProperty("sent_bytes", report.sentBytes());
      json.writeNumberProperty("linked_files", report.linkedFiles());
      json.writeNumberProperty("linked_bytes", report.linkedBytes());
      json.writeBooleanProperty("on_probation", onProbation);
      json.writeBooleanProperty("dry_run", dryRun());
      json.writeName("warnings").writeStartArray();
      warnings.forEach(json::writeString);
      json.writeEndArray();
      json.writeName("excluded");
      excluded.writeTo(json);
      if (forecast != null) {
        json.writeName("files").writeStartArray();
        forecast.files().forEach(file -> file.writeTo(json));
        json.writeEndArray();
      }
      json.writeEndObject();
    }
  }
}
