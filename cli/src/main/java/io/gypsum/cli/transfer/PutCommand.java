package io.gypsum.cli.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.gypsum.cli.argument.Converters;
import io.gypsum.cli.argument.LatestVersion;
import io.gypsum.cli.argument.ResourceName;
import io.gypsum.cli.client.ClientOptions;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Output;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LinkMode;
import io.gypsum.client.UploadFile;
import io.gypsum.client.UploadOptions;
import io.gypsum.client.UploadReport;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Deduplication;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;

@Command(
    name = "put",
    description = {
        "Upload a directory as a new version.",
        "If an upload fails, run it again: it resumes or starts over."})
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

  @Option(names = {"-n", "--dry-run"},
      description = "Print what would be uploaded, without changing anything.") boolean dryRun;

  public PutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    LatestVersion.requireOtherName(version);
    Output output = options.output(terminal);
    UploadOptions upload =
        UploadOptions.DEFAULTS.withDeduplication(!noDedup)
            .withLinks(links)
            .withProbation(probation)
            .withAllowEmpty(allowEmpty);
    List<String> warnings = new ArrayList<>();
    try (GypsumClient client = options.clientWithProgress(terminal, warnings::add)) {
      UploadSummary summary;
      if (dryRun) {
        summary = new UploadSummary(version, predict(client, upload), probation, true, warnings);
      } else {
        UploadReport report = upload(client, upload);
        boolean onProbation = client.fetchSummary(version).isOnProbation();
        summary = new UploadSummary(version, report, onProbation, false, warnings);
      }
      output.done(summary, summary.message());
    }
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

  /** Reads all files and predicts the result of the upload, provided that the latest version of the asset stays the same. */
  private UploadReport predict(GypsumClient client, UploadOptions upload) {
    List<UploadFile> files =
        client.prepareDirectoryUpload(version, directory, upload.prepare());
    Optional<Deduplication> latest = deduplication(client);
    int sentFiles = 0;
    long sentBytes = 0;
    int linkedFiles = 0;
    long linkedBytes = 0;
    Map<AssetVersion, Manifest> targets = new HashMap<>();
    for (UploadFile file : files) {
      boolean linked = switch (file) {
        case UploadFile.Simple _ -> false;
        case UploadFile.Linked _ -> true;
        case UploadFile.Dedup(var path, long size, var md5) ->
            latest.flatMap(existing -> existing.find(path, size, md5)).isPresent();
      };
      if (linked) {
        linkedFiles++;
        linkedBytes += file instanceof UploadFile.Linked(_, var target)
            ? sizeBytes(target, targets.computeIfAbsent(target.version(), client::fetchManifest))
            : file.knownBytes();
      } else {
        sentFiles++;
        sentBytes += file.knownBytes();
      }
    }
    return new UploadReport(sentFiles, sentBytes, linkedFiles, linkedBytes);
  }

  /** @throws GypsumException {@code NOT_FOUND} if the target does not exist: the server would refuse the link */
  private static long sizeBytes(FileAddress target, Manifest manifest) {
    ManifestEntry entry = manifest.get(target.path());
    if (entry == null) {
      throw GypsumException.notFound(
          "file '" + target.path() + "' does not exist in '" + target.version() + "'");
    }
    return entry.sizeBytes();
  }

  /** Returns the rule by which the server finds duplicates; empty if the asset has no latest version. */
  private Optional<Deduplication> deduplication(GypsumClient client) {
    return client.fetchLatest(version.projectAsset())
        .map(name -> new AssetVersion(version.project(), version.asset(), name))
        .map(source -> new Deduplication(source, client.fetchManifest(source)));
  }

  /**
   * The result of an upload.
   *
   * @param onProbation whether the version has to be approved
   * @param dryRun whether the report is a prediction
   * @param warnings what the user may not expect, such as empty directories
   */
  private record UploadSummary(
      AssetVersion version, UploadReport report, boolean onProbation, boolean dryRun,
      List<String> warnings)
      implements JsonWritable {
    String message() {
      String sent = (dryRun ? "Would upload " : "Uploaded ")
          + HumanText.files(report.sentFiles(), report.sentBytes());
      String linked = report.linkedFiles() == 0
          ? ""
          : (dryRun ? " and link " : " and linked ")
              + HumanText.files(report.linkedFiles(), report.linkedBytes());
      return sent + linked + state() + ".";
    }

    private String state() {
      if (onProbation) {
        return "; " + version + (dryRun ? " would need" : " needs")
            + " approval: 'gypsum approve " + version + "'";
      }
      return dryRun ? "" : "; " + version + " is published";
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
      json.writeBooleanProperty("dry_run", dryRun);
      json.writeName("warnings").writeStartArray();
      warnings.forEach(json::writeString);
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
