package io.gypsum.cli.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import io.gypsum.cli.terminal.ExitCode;
import io.gypsum.cli.terminal.HumanText;
import io.gypsum.cli.terminal.Terminal;
import io.gypsum.client.DownloadReport;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LoggedChange;
import io.gypsum.client.UploadReport;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The steps of the quickstart. They use the client library and the command as a user would; the launcher trains the
 * AOT cache of Java with this run, which is why the demonstrated commands start fast.
 */
final class QuickstartSteps {
  static final String OWNER = "alice";
  private static final String CONTRIBUTOR = "bob";
  private static final ProjectName PROJECT = new ProjectName("quickstart");
  private static final AssetVersion V1 = AssetVersion.of(PROJECT.value(), "rna-seq", "v1");
  private static final AssetVersion V2 = AssetVersion.of(PROJECT.value(), "rna-seq", "v2");
  private static final AssetVersion V3 = AssetVersion.of(PROJECT.value(), "rna-seq", "v3");

  private final StepPrinter printer;
  private final QuickstartCommand.CommandRunner runner;
  private final DemoDirectories directories;
  private final Path experiment;

  QuickstartSteps(
      StepPrinter printer, QuickstartCommand.CommandRunner runner, DemoDirectories directories) {
    this.printer = printer;
    this.runner = runner;
    this.directories = directories;
    this.experiment = directories.temporary("experiment");
  }

  /** Runs after the steps, while the server is running. */
  @FunctionalInterface
  interface Ending {
    void run(DemoServer server);
  }

  /** Returns the path of the web page of the last version. */
  static String page() {
    return "/browse/" + V3;
  }

  /**
   * Runs all steps, then {@code ending}. The server is stopped in any case.
   *
   * @throws CheckFailedException if a step has an unexpected result
   */
  void run(Ending ending) {
    printer.step("Start a server");
    try (DemoServer server = DemoServer.start(directories.serverData())) {
      printer.print("It listens at " + server.url());
      printer.print(
          "and stores everything as plain files in " + directories.serverData()
              + (directories.isKept() ? "." : ", which is deleted at the end."));
      printer.step("Create two accounts");
      try (GypsumClient owner = server.addAccount(OWNER, true);
          GypsumClient contributor = server.addAccount(CONTRIBUTOR, false);
          GypsumClient anonymous = server.anonymousClient()) {
        printer.print(OWNER + ", an administrator, and " + CONTRIBUTOR + ", an ordinary user.");
        createProject(owner);
        publishFirstVersion(owner);
        publishCorrection(owner);
        acceptContribution(owner, contributor);
        downloadAndCompare(anonymous);
        readChangeLog(anonymous);
        runCommands(server.url());
        printer.heading("Result");
        printer.table(totals(anonymous, List.of(V1, V2, V3)));
      }
      ending.run(server);
    }
  }

  private void createProject(GypsumClient owner) {
    printer.step("Create the project '" + PROJECT + "'");
    owner.createProject(
        PROJECT, PermissionsChange.builder().owners(OWNER).build(), QuotaChange.NONE);
    printer.print(
        OWNER + " is its owner. Its quota is "
            + HumanText.bytes(owner.fetchQuota(PROJECT).baselineBytes().longValue())
            + " and increases every year.");
  }

  private void publishFirstVersion(GypsumClient owner) {
    printer.step("Upload a directory as " + V1);
    SampleData.extractTo(experiment);
    SortedMap<String, Long> files = DemoDirectories.files(experiment);
    printer.table(
        files.entrySet()
            .stream()
            .map(file -> List.of(file.getKey(), HumanText.bytes(file.getValue())))
            .toList());
    UploadReport report = owner.uploadDirectory(V1, experiment);
    CheckFailedException
        .unless(report.sentFiles() == files.size(), "not all files were uploaded: " + report);
    printer.print(
        "Uploaded " + HumanText.files(report.sentFiles(), report.sentBytes())
            + " and checked the MD5 of each. The version is immutable from now on.");
  }

  private void publishCorrection(GypsumClient owner) {
    printer.step("Change one file and upload the directory as " + V2);
    SampleData.correct(experiment);
    UploadReport report = owner.uploadDirectory(V2, experiment);
    CheckFailedException.unless(report.sentFiles() == 1, "expected one changed file: " + report);
    printer.print(
        "Uploaded " + HumanText.files(report.sentFiles(), report.sentBytes()) + " ("
            + SampleData.CORRECTED + "). The other "
            + HumanText.count(report.linkedFiles(), "file") + " became links to v1:");
    printer.print(
        HumanText.bytes(report.linkedBytes()) + " were neither uploaded nor stored again.");
  }

  private void acceptContribution(GypsumClient owner, GypsumClient contributor) {
    printer.step("Accept a contribution, " + V3 + ", on probation");
    owner.setPermissions(
        PROJECT,
        PermissionsChange.builder().uploaders(Uploader.builder(CONTRIBUTOR).build()).build());
    printer
        .print(OWNER + " makes " + CONTRIBUTOR + " an untrusted uploader: uploads need approval.");
    Path copy = directories.temporary("contribution");
    contributor.downloadVersion(V2, copy);
    Path notes = SampleData.annotate(copy);
    UploadReport report = contributor.uploadDirectory(V3, copy);
    printer.print(
        CONTRIBUTOR + " downloads v2, adds " + copy.relativize(notes)
            + " and uploads the directory: "
            + HumanText.count(report.sentFiles(), "file") + " uploaded, " + report.linkedFiles()
            + " linked.");
    requireLatest(owner, V2);
    printer.print("The new version is on probation: the latest version is still v2.");
    owner.approveProbation(V3);
    requireLatest(owner, V3);
    printer.print(OWNER + " approves it: the latest version is now v3.");
  }

  private static void requireLatest(GypsumClient client, AssetVersion expected) {
    String latest =
        client.fetchLatest(expected.projectAsset()).map(Object::toString).orElse("none");
    CheckFailedException.unless(
        latest.equals(expected.version().value()),
        "expected " + expected.version() + " to be the latest version, found " + latest);
  }

  private void downloadAndCompare(GypsumClient anonymous) {
    printer.step("Download " + V2 + " without signing in");
    Path copy = directories.temporary("download");
    DownloadReport report = anonymous.downloadVersion(V2, copy);
    DemoDirectories.requireSame(experiment, copy);
    printer.print(
        "Downloaded " + HumanText.files(report.fetchedFiles(), report.fetchedBytes()) + ", "
            + report.linkedFiles() + " of them through links.");
    printer.print("They are identical to the uploaded directory, byte for byte.");
  }

  private void readChangeLog(GypsumClient anonymous) {
    printer.step("Read the change log");
    List<LoggedChange> log = anonymous.changeLog();
    CheckFailedException.unless(log.size() == 3, "expected 3 changes, found " + log);
    printer.table(
        log.stream()
            .map(
                entry -> List.of(
                    entry.time().truncatedTo(ChronoUnit.SECONDS).toString(),
                    HumanText.change(entry.change())))
            .toList());
  }

  private void runCommands(String url) {
    printer.step("Use the command");
    Path home = directories.temporary("home");
    Map<String, String> environment =
        Map.of("GYPSUM_URL", url, "GYPSUM_CACHE_DIR", home.resolve("cache").toString());
    runCommand(home, environment, "ls", V1.projectAsset().toString());
    runCommand(home, environment, "show", V3.toString());
    runCommand(home, environment, "get", V3 + ":" + SampleData.CORRECTED);
  }

  private void runCommand(Path home, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), environment,
            home);
    printer.print("$ gypsum " + String.join(" ", args));
    int exitCode = runner.run(terminal, args);
    CheckFailedException
        .unless(exitCode == ExitCode.OK, "the command failed: " + err.toString(UTF_8).strip());
    out.toString(UTF_8).lines().forEach(printer::print);
  }

  /**
   * Returns a table of the versions with their totals.
   *
   * @throws CheckFailedException if the project's usage differs from the sum of the stored bytes
   */
  private static List<List<String>> totals(GypsumClient client, List<AssetVersion> versions) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PROJECT", "VERSION", "BY", "FILES", "LINKS", "SIZE", "STORED"));
    int files = 0;
    long links = 0;
    long size = 0;
    long stored = 0;
    for (AssetVersion version : versions) {
      Manifest manifest = client.fetchManifest(version);
      List<ManifestEntry> entries = List.copyOf(manifest.files().values());
      long linked = entries.stream().filter(ManifestEntry::isLink).count();
      long bytes = entries.stream().mapToLong(ManifestEntry::sizeBytes).sum();
      rows.add(
          List.of(
              version.project().value(),
              version.asset() + "/" + version.version(),
              client.fetchSummary(version).uploadUserId(),
              String.valueOf(entries.size()),
              String.valueOf(linked),
              HumanText.bytes(bytes),
              HumanText.bytes(manifest.ownBytes())));
      files += entries.size();
      links += linked;
      size += bytes;
      stored += manifest.ownBytes();
    }
    long usage = client.fetchUsage(PROJECT).totalBytes();
    CheckFailedException.unless(
        usage == stored,
        "the versions store " + stored + " bytes, but the usage of the project is " + usage);
    rows.add(
        List.of(
            "1 project", versions.size() + " versions", "", String.valueOf(files),
            String.valueOf(links), HumanText.bytes(size), HumanText.bytes(stored)));
    return rows;
  }
}
