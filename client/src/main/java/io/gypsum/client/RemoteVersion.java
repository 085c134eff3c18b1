package io.gypsum.client;

import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

import io.gypsum.core.decision.VersionDiff;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import io.gypsum.core.name.VersionName;

/**
 * A version on the server of a client, whether or not it exists. Immutable and thread-safe. Methods that read or change the
 * version send requests, and fail like the referenced method of {@link GypsumClient}.
 *
 * <pre>{@code
 * RemoteVersion v1 = gypsum.version("my-project/counts/v1");
 * Path table = v1.saveFile("table.csv");
 * v1.download().to(Path.of("copy")).run();
 * gypsum.version("my-project/counts/v2").upload(Path.of("counts")).run();
 * }</pre>
 */
public final class RemoteVersion {
  private final GypsumClient client;
  private final AssetVersion name;

  RemoteVersion(GypsumClient client, AssetVersion name) {
    this.client = client;
    this.name = name;
  }

  public AssetVersion name() {
    return name;
  }

  /** @see GypsumClient#fetchManifest */
  public Manifest manifest() {
    return client.fetchManifest(name);
  }

  /** @see GypsumClient#fetchSummary */
  public Summary summary() {
    return client.fetchSummary(name);
  }

  /** Returns all files of the manifest, including links. */
  public List<UserPath> files() {
    return List.copyOf(manifest().files().keySet());
  }

  /**
   * Saves one file in the cache and returns its path there.
   *
   * @see GypsumClient#saveFile(AssetVersion, UserPath)
   */
  public Path saveFile(String path) {
    return client.saveFile(name, UserPath.parse(path));
  }

  /** @see GypsumClient#saveFile(AssetVersion, UserPath, SaveOptions) */
  public Path saveFile(String path, SaveOptions options) {
    return client.saveFile(name, UserPath.parse(path), options);
  }

  /**
   * Opens one file for random access.
   *
   * @see GypsumClient#openFile(AssetVersion, UserPath)
   */
  public FileChannel openFile(String path) {
    return client.openFile(name, UserPath.parse(path));
  }

  /**
   * Compares this version with another one of its asset.
   *
   * @see GypsumClient#compareVersions
   */
  public VersionDiff diff(String other) {
    return client.compareVersions(name, name.projectAsset().version(VersionName.parse(other)));
  }

  /** @see GypsumClient#compareDirectory(AssetVersion, Path) */
  public VersionDiff diff(Path directory) {
    return client.compareDirectory(name, directory);
  }

  /** @see GypsumClient#compareDirectory(AssetVersion, Path, PrepareOptions) */
  public VersionDiff diff(Path directory, PrepareOptions options) {
    return client.compareDirectory(name, directory, options);
  }

  /** Returns a download of this version, to be started with {@link VersionDownload#run}. */
  public VersionDownload download() {
    return new VersionDownload(client, name);
  }

  /** Returns an upload of a directory as this version, to be started with {@link VersionUpload#run}. */
  public VersionUpload upload(Path directory) {
    return new VersionUpload(client, name, directory);
  }

  /** @see GypsumClient#cloneVersion(AssetVersion, Path) */
  public void cloneTo(Path directory) {
    client.cloneVersion(name, directory);
  }

  /** @see GypsumClient#cloneVersion(AssetVersion, Path, CloneOptions) */
  public void cloneTo(Path directory, CloneOptions options) {
    client.cloneVersion(name, directory, options);
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
