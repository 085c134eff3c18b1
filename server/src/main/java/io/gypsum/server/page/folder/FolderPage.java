package io.gypsum.server.page.folder;

import java.util.List;

import io.gypsum.core.document.Link;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * One page of the content of a folder: first its folders, then its files, each sorted by name.
 *
 * @param folder the path of the folder without trailing {@code /}; empty for the top of the version
 * @param fileCount the number of files in the folder and all folders below it
 * @param totalBytes the size of these files, links included
 * @param entryCount the number of entries on all pages
 * @param offset how many entries precede those of the page
 */
public record FolderPage(
    String folder, int fileCount, long totalBytes, int entryCount, int offset,
    List<FolderEntry> entries) {
  public FolderPage {
    entries = List.copyOf(entries);
  }

  /** An entry of a folder. */
  public sealed interface FolderEntry {
    /** Returns the last component of the path. */
    String name();

    /** Returns the path in the version, without trailing {@code /}. */
    String path();

    /** Returns the size of the file, or of all files below the folder. */
    long sizeBytes();
  }

  /** @param fileCount the number of files in the folder and all folders below it */
  public record Subfolder(String name, String path, int fileCount, long sizeBytes)
      implements FolderEntry {}

  /** @param link null for a file that has an object of its own */
  public record ListedFile(UserPath file, long sizeBytes, Md5 md5, @Nullable Link link)
      implements FolderEntry {
    @Override
    public String name() {
      return file.fileName();
    }

    @Override
    public String path() {
      return file.value();
    }

    /** Returns the key of the object with the content of the file. */
    public Key source(AssetVersion version) {
      return Link.sourceKey(version, file, link);
    }
  }
}
