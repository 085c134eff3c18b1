package io.gypsum.cli.quickstart;

import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;

import io.gypsum.cli.terminal.ChangeText;
import io.gypsum.cli.terminal.Sizes;
import io.gypsum.client.DownloadReport;
import io.gypsum.client.GypsumClient;
import io.gypsum.client.LoggedChange;
import io.gypsum.client.UploadReport;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectName;

/** The steps of the quickstart, each done for real through the client library. */
final class Tour {
  static final String OWNER = "alice";

  private static final String STRANGER = "bob";
  private static final ProjectName PROJECT = new ProjectName("quickstart");
  private static final AssetVersion V1 = AssetVersion.of(PROJECT.value(), "rna-seq", "v1");
  private static final AssetVersion V2 = AssetVersion.of(PROJECT.value(), "rna-seq", "v2");
  private static final AssetVersion V3 = AssetVersion.of(PROJECT.value(), "rna-seq", "v3");

  private final Narrator narrator;
  private final Shell shell;
  private final Workplace place;
  private final Path directory;

  Tour(Narrator narrator, Shell shell, Workplace place) {
    this.narrator = narrator;
    this.shell = shell;
    this.place = place;
    this.directory = place.temporary("experiment");
  }

  /** Stops the server whatever happens. */
  void run() {
    narrator.step("Start a server");
    try (LocalServer server = LocalServer.start(place.serverData())) {
      narrator.say("It answers at " + server.url());
      narrator.say(
          "and keeps everything as plain files in " + place.serverData()
              + (place.isKept() ? "." : ", which goes away in the end."));

      narrator.step("Make two accounts");
      try (GypsumClient owner = server.clientOf(OWNER, true);
          GypsumClient stranger = server.clientOf(STRANGER, false);
          GypsumClient anyone = server.anonymous()) {
        narrator.say(
            OWNER + ", an administrator, and " + STRANGER + ", who may do nothing special.");
        createProject(owner);
        publishFirstVersion(owner);
        publishCorrection(owner);
        takeContribution(owner, stranger);
        downloadAndCompare(anyone);
        readChangeLog(anyone);
        lookWithTheCommand(server.url());
        close(anyone);
      }
    }
  }

  private void createProject(GypsumClient owner) {
    narrator.step("Create the project '" + PROJECT + "'");
    owner.createProject(
        PROJECT, new PermissionsChange(List.of(OWNER), null), QuotaChange.NONE);
    narrator.say(
        OWNER + " owns it. It may hold " + Sizes.bytes(owner.fetchQuota(PROJECT).baselineBytes())
            + " for now, and more each year.");
  }

  private void publishFirstVersion(GypsumClient owner) {
    narrator.step("Upload a directory as " + V1);
    SampleData.extractTo(directory);
    SortedMap<String, Long> files = Directories.files(directory);
    narrator.table(
        files.entrySet()
            .stream()
            .map(file -> List.of(file.getKey(), Sizes.bytes(file.getValue())))
            .toList());
    UploadReport report = owner.uploadDirectory(V1, directory);
    Surprise.unless(report.sentFiles() == files.size(), "not every file was sent: " + report);
    narrator.say(
        "Sent " + Sizes.files(report.sentFiles(), report.sentBytes())
            + ", each checked by its MD5. From now on this version never changes.");
  }

  private void publishCorrection(GypsumClient owner) {
    narrator.step("Change one file and upload the directory as " + V2);
    SampleData.correct(directory);
    UploadReport report = owner.uploadDirectory(V2, directory);
    Surprise.unless(report.sentFiles() == 1, "expected one changed file: " + report);
    narrator.say(
        "Sent " + Sizes.files(report.sentFiles(), report.sentBytes()) + " ("
            + SampleData.CORRECTED + "). The other " + Sizes.files(report.linkedFiles())
            + " became links to v1:");
    narrator.say(Sizes.bytes(report.linkedBytes()) + " neither sent nor stored again.");
  }

  private void takeContribution(GypsumClient owner, GypsumClient stranger) {
    narrator.step("Take a stranger's upload, " + V3 + ", on probation");
    owner.setPermissions(
        PROJECT,
        new PermissionsChange(null, List.of(new Uploader(STRANGER, null, null, null, false))));
    narrator.say(OWNER + " lets " + STRANGER + " upload, but does not trust the uploads blindly.");
    Path copy = place.temporary("contribution");
    stranger.downloadVersion(V2, copy);
    Path notes = SampleData.annotate(copy);
    UploadReport report = stranger.uploadDirectory(V3, copy);
    narrator.say(
        STRANGER + " downloads v2, adds " + copy.relativize(notes) + " and uploads: "
            + Sizes.files(report.sentFiles()) + " sent, " + report.linkedFiles() + " linked.");
    requireLatest(owner, V2);
    narrator.say("It waits on probation: the latest version is still v2.");
    owner.approveProbation(V3);
    requireLatest(owner, V3);
    narrator.say(OWNER + " approves it: the latest version is v3 now.");
  }

  private static void requireLatest(GypsumClient client, AssetVersion expected) {
    String latest =
        client.fetchLatest(expected.projectAsset()).map(Object::toString).orElse("none");
    Surprise.unless(
        latest.equals(expected.version().value()),
        "expected " + expected.version() + " to be the latest version, found " + latest);
  }

  private void downloadAndCompare(GypsumClient anyone) {
    narrator.step("Download " + V2 + " without signing in");
    Path copy = place.temporary("download");
    DownloadReport report = anyone.downloadVersion(V2, copy);
    Directories.requireSame(directory, copy);
    narrator.say(
        "Fetched " + Sizes.files(report.fetchedFiles(), report.fetchedBytes()) + ", "
            + report.linkedFiles() + " of them through links.");
    narrator.say("Compared with the directory that was uploaded: the same, byte for byte.");
  }

  private void readChangeLog(GypsumClient anyone) {
    narrator.step("Read the change log");
    List<LoggedChange> log = anyone.changeLog();
    Surprise.unless(log.size() == 3, "expected 3 changes, found " + log);
    narrator.table(
        log.stream()
            .map(
                entry -> List.of(
                    entry.time().truncatedTo(ChronoUnit.SECONDS).toString(),
                    ChangeText.of(entry.change())))
            .toList());
  }

  private void lookWithTheCommand(String url) {
    narrator.step("Look at it with the command");
    Demonstration command =
        new Demonstration(narrator, shell, url, place.temporary("home"));
    command.type("ls", V1.projectAsset().toString());
    command.type("show", V3.toString());
    command.type("get", V3 + ":" + SampleData.CORRECTED);
  }

  private void close(GypsumClient anyone) {
    narrator.title("What there is now");
    narrator.table(ClosingTable.of(anyone, PROJECT, List.of(V1, V2, V3)));
  }
}
