package io.gypsum.client;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * The download of a version, into the cache unless {@link #to} names another directory. Not thread-safe.
 *
 * <pre>{@code
 * Path cached = gypsum.version("my-project/counts/v1").download().run();
 * Path copy =
 *     gypsum.version("my-project/counts/v1")
 *         .download()
 *         .include("*.csv")
 *         .to(Path.of("copy"))
 *         .overwrite()
 *         .run();
 * }</pre>
 */
public final class VersionDownload {
  private final GypsumClient client;
  private final AssetVersion version;
  private @Nullable Path directory;
  private boolean overwrite;
  private boolean verify;
  private boolean relink = true;
  private FileSelection folder = FileSelection.ALL;
  private final List<String> include = new ArrayList<>();
  private final List<String> exclude = new ArrayList<>();
  private TransferOptions transfer = TransferOptions.DEFAULTS;

  VersionDownload(GypsumClient client, AssetVersion version) {
    this.client = client;
    this.version = version;
  }

  /** Downloads to a directory, which is created if necessary, instead of into the cache. */
  public VersionDownload to(Path target) {
    this.directory = target;
    return this;
  }

  /**
   * Downloads only the files of a folder. Outside the cache, their paths are relative to the folder.
   *
   * @param path may end with {@code /}
   * @throws GypsumException INVALID if it is not the path of a folder
   */
  public VersionDownload folder(String path) {
    folder =
        FileSelection.ofFolder(
            UserPath.parse(path.endsWith("/") ? path.substring(0, path.length() - 1) : path));
    return this;
  }

  /** Downloads only files that match a pattern of this call or of an earlier one ({@link PathPatterns}). */
  public VersionDownload include(String... patterns) {
    include.addAll(List.of(patterns));
    return this;
  }

  /** Omits files that match a pattern of this call or of an earlier one ({@link PathPatterns}). */
  public VersionDownload exclude(String... patterns) {
    exclude.addAll(List.of(patterns));
    return this;
  }

  /** Replaces existing files with different content in the directory, or downloads cached files again. */
  public VersionDownload overwrite() {
    this.overwrite = true;
    return this;
  }

  /**
   * Compares the MD5 of cached files even if the version is complete, and downloads incorrect ones again. Files in another
   * directory are always compared.
   */
  public VersionDownload verify() {
    this.verify = true;
    return this;
  }

  /** Omits linked files; only for downloads into the cache ({@link SaveOptions#withRelink}). */
  public VersionDownload withoutRelinking() {
    this.relink = false;
    return this;
  }

  /** Sets the maximum number of files that are downloaded at a time, instead of the default of the client. */
  public VersionDownload concurrency(int files) {
    transfer = transfer.withConcurrency(files);
    return this;
  }

  /** Sets the listener of this download, which replaces that of the client. */
  public VersionDownload progress(TransferListener listener) {
    transfer = transfer.withProgress(listener);
    return this;
  }

  /**
   * Downloads the version.
   *
   * @return the directory that contains the files
   * @throws GypsumException INVALID if a pattern is invalid, or linked files are omitted although the target is not the cache;
   *     NOT_FOUND if no file is selected
   * @see GypsumClient#downloadVersion(AssetVersion, Path, DownloadOptions)
   * @see GypsumClient#saveVersion(AssetVersion, SaveOptions)
   */
  public Path run() {
    FileSelection files =
        folder.withInclude(PathPatterns.of(include)).withExclude(PathPatterns.of(exclude));
    if (directory == null) {
      return client.saveVersion(
          version,
          SaveOptions.DEFAULTS.withFiles(files)
              .withOverwrite(overwrite)
              .withVerify(verify)
              .withRelink(relink)
              .withTransfer(transfer));
    }
    if (!relink) {
      throw GypsumException.invalid(
          "cannot omit linked files of a download to '" + directory
              + "': only downloads into the cache can omit them; exclude them by patterns instead");
    }
    client.downloadVersion(
        version, directory,
        DownloadOptions.DEFAULTS.withFiles(files).withOverwrite(overwrite).withTransfer(transfer));
    return directory;
  }
}
