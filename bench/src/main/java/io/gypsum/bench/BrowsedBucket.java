package io.gypsum.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;

/**
 * A bucket on disk with as many projects, assets, versions and files as pages must be able to show, in addition to a generated
 * registry of metadata documents. It is written without a server, which would take many times longer.
 */
final class BrowsedBucket {
  /** The project with many assets, each with one version. */
  static final ProjectName MANY_ASSETS = new ProjectName("many-assets");
  /** The asset with many versions, each with one file. */
  static final ProjectAsset MANY_VERSIONS = ProjectAsset.parse("history/daily");
  /** A version with many files, 100 in each folder. */
  static final AssetVersion OLD = AssetVersion.parse("large/files/v1");
  /** A version with the same paths as {@link #OLD}; all files have other contents. */
  static final AssetVersion NEW = AssetVersion.parse("large/files/v2");
  /** The version with {@link PreviewedFiles}. */
  static final AssetVersion PREVIEWED = AssetVersion.parse("previews/files/v1");

  private static final int FILE_BYTES = 40;
  private static final UserPath README = new UserPath("README.md");
  private static final Instant FIRST_UPLOAD = Instant.parse("2024-01-01T00:00:00Z");

  private final Path directory;
  private int uploads;

  private BrowsedBucket(Path directory) {
    this.directory = directory;
  }

  /** Adds the projects to a registry. */
  static void addTo(Path registry, PageLoad load) throws IOException {
    BrowsedBucket bucket = new BrowsedBucket(registry);
    bucket.addProjects(load.projects());
    bucket.addAssets(load.versions());
    bucket.addVersions(load.versions());
    bucket.addProject(OLD.project());
    bucket.addFiles(OLD, new SmallFiles(load.files(), FILE_BYTES));
    bucket.addFiles(NEW, new SmallFiles(load.files(), FILE_BYTES + 1));
    bucket.addProject(PREVIEWED.project());
    bucket.addPublished(
        PREVIEWED, PreviewedFiles.writeTo(bucket.versionDirectory(PREVIEWED), load.csvBytes()));
  }

  /** Returns the name of the version that is in the middle of many. */
  static AssetVersion middle(PageLoad load) {
    return MANY_VERSIONS.version(versionName(load.versions() / 2));
  }

  private void addProjects(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      ProjectName project = new ProjectName("project-%04d".formatted(i));
      addProject(project);
      addReadme(new ProjectAsset(project, new AssetName("data")).version(versionName(0)));
    }
  }

  private void addAssets(int count) throws IOException {
    addProject(MANY_ASSETS);
    for (int i = 0; i < count; i++) {
      addReadme(
          new ProjectAsset(MANY_ASSETS, new AssetName("asset-%05d".formatted(i)))
              .version(versionName(0)));
    }
  }

  private void addVersions(int count) throws IOException {
    addProject(MANY_VERSIONS.project());
    for (int i = 0; i < count; i++) {
      addReadme(MANY_VERSIONS.version(versionName(i)));
    }
  }

  private static VersionName versionName(int number) {
    return new VersionName("v%05d".formatted(number));
  }

  private void addProject(ProjectName project) throws IOException {
    write(
        BucketLayout.permissions(project), Permissions.builder().owners("owner").build());
    write(BucketLayout.quota(project), Quota.defaultFor(2024));
    write(BucketLayout.usage(project), new Usage(1_000_000_000));
  }

  /** Adds a version with one file, whose size grows with each version. */
  private void addReadme(AssetVersion version) throws IOException {
    byte[] text =
        ("# Data of " + version + "\n\n" + "A line of a description.\n".repeat(1 + uploads % 50))
            .getBytes(StandardCharsets.UTF_8);
    write(BucketLayout.file(version, README), text);
    addPublished(
        version,
        Map.of(README, new ManifestEntry(text.length, Md5.of(Md5.newDigest().digest(text)), null)));
  }

  private void addFiles(AssetVersion version, SmallFiles files) throws IOException {
    files.placeIn(versionDirectory(version));
    Map<UserPath, ManifestEntry> entries = new LinkedHashMap<>();
    files.declared()
        .forEach(
            file -> entries.put(
                new UserPath(file.path()),
                new ManifestEntry(file.sizeBytes(), Md5.parse(file.md5()), null)));
    addPublished(version, entries);
  }

  private Path versionDirectory(AssetVersion version) {
    return directory.resolve(version.toString());
  }

  private void addPublished(AssetVersion version, Map<UserPath, ManifestEntry> files)
      throws IOException {
    Instant start = FIRST_UPLOAD.plus(Duration.ofHours(uploads++));
    write(BucketLayout.manifest(version), new Manifest(files));
    write(
        BucketLayout.summary(version),
        new Summary("owner", start, start.plusSeconds(60), null));
    write(BucketLayout.latest(version.projectAsset()), new Latest(version.version()));
  }

  private void write(Key key, JsonWritable document) throws IOException {
    write(key, JsonOutput.bytes(document));
  }

  private void write(Key key, byte[] content) throws IOException {
    Path file = directory.resolve(key.value());
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
