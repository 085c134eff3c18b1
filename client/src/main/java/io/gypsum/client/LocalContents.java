package io.gypsum.client;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.decision.VersionDiff.FileContent;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.UserPath;

/** The contents of the files of a directory, for a comparison with a version. */
final class LocalContents {
  private LocalContents() {}

  /**
   * Returns the contents. Reads a file only if a file of the version has the same size.
   *
   * @param target returns the manifest entry of the file to which a link leads, if that file is not in the cache
   * @throws LocalFileException if a file cannot be read
   */
  static Map<UserPath, FileContent> read(
      List<DirectoryScanner.ScannedFile> files, Map<UserPath, FileContent> version,
      Function<FileAddress, ManifestEntry> target) {
    Set<Long> sizes =
        version.values().stream().map(FileContent::sizeBytes).collect(Collectors.toSet());
    List<FileContent> contents =
        Parallel.map(
            files, Runtime.getRuntime().availableProcessors(),
            e -> HttpErrors.interrupted("read the directory", e),
            file -> content(file, sizes, target));
    Map<UserPath, FileContent> byPath = new LinkedHashMap<>();
    for (int i = 0; i < files.size(); i++) {
      byPath.put(files.get(i).path(), contents.get(i));
    }
    return byPath;
  }

  private static FileContent content(
      DirectoryScanner.ScannedFile file, Set<Long> sizes,
      Function<FileAddress, ManifestEntry> target) {
    FileAddress linked = file.target();
    if (linked != null && !Files.exists(file.file())) {
      ManifestEntry entry = target.apply(linked);
      return new FileContent(entry.sizeBytes(), entry.md5());
    }
    try {
      long size = Files.size(file.file());
      if (!sizes.contains(size)) {
        return new FileContent(size, null);
      }
    } catch (IOException e) {
      throw LocalFileException.failed(file.file(), "read", e);
    }
    FileChecksum checksum = FileChecksum.of(file.file());
    return new FileContent(checksum.sizeBytes(), checksum.md5());
  }
}
