package io.gypsum.client;

import java.util.LinkedHashMap;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/**
 * The files of a version to download.
 *
 * <pre>{@code
 * FileSelection tables = FileSelection.ALL.withInclude(PathPatterns.of(List.of("*.csv")));
 * gypsum.downloadVersion(version, Path.of("copy"), DownloadOptions.DEFAULTS.withFiles(tables));
 * }</pre>
 *
 * @param folder the folder that contains the files, with a trailing {@code /}; empty for the whole version
 * @param include patterns for paths relative to the version; only files that match one of them are selected, or all files if
 *     there are none
 * @param exclude patterns; files that match one of them are not selected
 */
public record FileSelection(String folder, PathPatterns include, PathPatterns exclude) {
  /** Selects every file. */
  public static final FileSelection ALL =
      new FileSelection("", PathPatterns.NONE, PathPatterns.NONE);

  /** @throws GypsumException {@code INVALID} if the folder is not empty and is not a path with a trailing {@code /} */
  public FileSelection {
    if (!folder.isEmpty() && !folder.equals(new UserPath(folder + "x").directory())) {
      throw GypsumException.invalid("folder '" + folder + "' does not end with '/'");
    }
  }

  /** Selects the files of a folder, including those of its subfolders. */
  public static FileSelection ofFolder(UserPath folder) {
    return new FileSelection(folder + "/", PathPatterns.NONE, PathPatterns.NONE);
  }

  public FileSelection withInclude(PathPatterns patterns) {
    return new FileSelection(folder, patterns, exclude);
  }

  public FileSelection withExclude(PathPatterns patterns) {
    return new FileSelection(folder, include, patterns);
  }

  /** Returns whether a file is selected. */
  public boolean contains(UserPath path) {
    return path.value().startsWith(folder)
        && (include.isEmpty() || include.matches(path))
        && !exclude.matches(path);
  }

  boolean isAll() {
    return equals(ALL);
  }

  /**
   * Returns the selected part of a manifest.
   *
   * @throws GypsumException {@code NOT_FOUND} if a folder or patterns are given, and no file matches
   */
  Manifest of(AssetVersion version, Manifest manifest) {
    if (isAll()) {
      return manifest;
    }
    Map<UserPath, ManifestEntry> selected = new LinkedHashMap<>();
    manifest.files().forEach((path, entry) -> {
      if (contains(path)) {
        selected.put(path, entry);
      }
    });
    if (selected.isEmpty()) {
      throw GypsumException.notFound(
          folder.isEmpty() || manifest.files().keySet().stream().anyMatch(this::isInFolder)
              ? "no file of '" + version + (folder.isEmpty() ? "" : "/" + folder)
                  + "' matches the patterns; 'gypsum ls "
                  + version + "' lists the files"
              : "folder '" + folder + "' does not exist in '" + version + "'; 'gypsum ls "
                  + version + "' lists the files");
    }
    return new Manifest(selected);
  }

  private boolean isInFolder(UserPath path) {
    return path.value().startsWith(folder);
  }
}
