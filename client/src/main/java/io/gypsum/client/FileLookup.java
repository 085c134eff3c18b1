package io.gypsum.client;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.document.ManifestEntry;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of a version that exist before files are requested. Usually none exists, so it first looks for their
 * directory, once for consecutive files with the same one. A file that another process creates meanwhile may be missed, and
 * is then downloaded unless it is looked for again. Not thread-safe.
 */
final class FileLookup {
  /** Prefix of internal names, such as those of documents and temporary files, which no file of a version has. */
  private static final String INTERNAL = "..";

  private final Path top;
  private final boolean topHasFiles;
  private @Nullable Path last;
  private boolean lastExists;

  /** @param top the directory of the version, which usually exists even if it contains no files */
  FileLookup(Path top) {
    this.top = top;
    this.topHasFiles = hasFiles(top);
  }

  /** Returns whether a file exists and has the size of its manifest entry, as far as this is known. */
  boolean hasSize(Path file, ManifestEntry expected) {
    return mayExist(file) && FileChecksum.existsWithSize(file, expected);
  }

  /** Returns false if a file does not exist since its directory is missing or empty. */
  boolean mayExist(Path file) {
    Path directory = file.getParent();
    if (directory == null) {
      return true;
    }
    if (directory.equals(top)) {
      return topHasFiles;
    }
    if (!directory.equals(last)) {
      last = directory;
      lastExists = Files.exists(directory);
    }
    return lastExists;
  }

  private static boolean hasFiles(Path directory) {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory, entry -> !String.valueOf(entry.getFileName()).startsWith(INTERNAL))) {
      return entries.iterator().hasNext();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | DirectoryIteratorException e) {
      // Not readable: the files are looked for one by one.
      return true;
    }
  }
}
