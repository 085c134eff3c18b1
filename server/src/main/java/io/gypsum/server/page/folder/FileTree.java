package io.gypsum.server.page.folder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.page.folder.FolderPage.FolderEntry;
import io.gypsum.server.page.folder.FolderPage.ListedFile;
import io.gypsum.server.page.folder.FolderPage.Subfolder;
import org.jspecify.annotations.Nullable;

/**
 * The files of a version as folders. The paths are sorted, so the files of a folder are neighbours, and its totals are found
 * without visiting them. Immutable.
 */
public final class FileTree {
  /** Maximum number of entries of one page. */
  public static final int PAGE_ENTRIES = 200;
  /** Names of files that describe a folder; the first one found is shown. */
  private static final List<String> READMES =
      List.of(
          "README.md", "readme.md", "Readme.md", "README.markdown", "README.Rmd", "README.txt",
          "readme.txt", "README");

  private final Manifest manifest;
  /** All files, and empty directories with a trailing slash. */
  private final String[] paths;
  /** The sum of the sizes of all files before each path, and of all files. */
  private final long[] bytesBefore;
  /** Like {@link #bytesBefore}, for the number of files. */
  private final int[] filesBefore;

  public FileTree(Manifest manifest) {
    this.manifest = manifest;
    int files = manifest.files().size();
    paths = new String[files + manifest.emptyDirectories().size()];
    int index = 0;
    for (UserPath path : manifest.files().keySet()) {
      paths[index++] = path.value();
    }
    for (UserPath directory : manifest.emptyDirectories()) {
      paths[index++] = directory + "/";
    }
    Arrays.sort(paths);
    bytesBefore = new long[paths.length + 1];
    filesBefore = new int[paths.length + 1];
    for (int i = 0; i < paths.length; i++) {
      ManifestEntry entry = isFile(i) ? entry(paths[i]) : null;
      bytesBefore[i + 1] = plus(bytesBefore[i], entry == null ? 0 : entry.sizeBytes());
      filesBefore[i + 1] = filesBefore[i] + (entry == null ? 0 : 1);
    }
  }

  private boolean isFile(int index) {
    return !paths[index].endsWith("/");
  }

  private @Nullable ManifestEntry entry(String path) {
    return manifest.get(new UserPath(path));
  }

  /** Returns the sum; the largest long if it is larger, since a manifest may contain any sizes. */
  private static long plus(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }

  /** Returns the number of files of the version. */
  public int fileCount() {
    return filesBefore[paths.length];
  }

  /** Returns the size of all files, links included. */
  public long totalBytes() {
    return bytesBefore[paths.length];
  }

  /** Passes every file, in the order of the manifest. */
  public void forEachFile(BiConsumer<UserPath, ManifestEntry> action) {
    manifest.files().forEach(action);
  }

  /** Returns the number of files and empty directories. */
  int size() {
    return paths.length;
  }

  /** Returns a file of the version; empty if there is none of this path. */
  public Optional<ListedFile> file(UserPath path) {
    ManifestEntry entry = manifest.get(path);
    return entry == null ? Optional.empty() : Optional.of(listed(path, entry));
  }

  private static ListedFile listed(UserPath path, ManifestEntry entry) {
    return new ListedFile(path, entry.sizeBytes(), entry.md5(), entry.link());
  }

  /**
   * Returns a page of the content of a folder; empty if the version has no such folder. The top of a version always exists.
   *
   * @param folder the path of the folder without trailing {@code /}; empty for the top of the version
   * @param number the number of the page; a number that is too small or too large means the first or the last one
   */
  public Optional<FolderPage> folder(String folder, int number) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    int from = start(prefix);
    int to = end(prefix, from);
    if (from == to && !folder.isEmpty()) {
      return Optional.empty();
    }
    List<Subfolder> folders = new ArrayList<>();
    List<Integer> files = new ArrayList<>();
    int at = from;
    while (at < to) {
      int slash = paths[at].indexOf('/', prefix.length());
      if (slash >= 0) {
        int end = end(paths[at].substring(0, slash + 1), at);
        folders.add(subfolder(paths[at].substring(0, slash), prefix.length(), at, end));
        at = end;
      } else {
        if (paths[at].length() > prefix.length()) {
          files.add(at);
        }
        at++;
      }
    }
    folders.sort(Comparator.comparing(Subfolder::name));
    int count = folders.size() + files.size();
    int lastPage = Math.max(0, count - 1) / PAGE_ENTRIES;
    int offset = Math.clamp(number - 1L, 0, lastPage) * PAGE_ENTRIES;
    return Optional.of(
        new FolderPage(
            folder, filesBefore[to] - filesBefore[from], bytes(from, to), count, offset,
            entries(folders, files, offset)));
  }

  private Subfolder subfolder(String path, int nameStart, int from, int to) {
    return new Subfolder(
        path.substring(nameStart), path, filesBefore[to] - filesBefore[from], bytes(from, to));
  }

  private long bytes(int from, int to) {
    return bytesBefore[to] - bytesBefore[from];
  }

  private List<FolderEntry> entries(
      List<Subfolder> folders, List<Integer> files, int offset) {
    List<FolderEntry> entries = new ArrayList<>();
    int end = Math.min(offset + PAGE_ENTRIES, folders.size() + files.size());
    for (int i = offset; i < end; i++) {
      if (i < folders.size()) {
        entries.add(folders.get(i));
      } else {
        UserPath path = new UserPath(paths[files.get(i - folders.size())]);
        file(path).ifPresent(entries::add);
      }
    }
    return entries;
  }

  /** Returns the file that describes a folder; empty if there is none. */
  public Optional<ListedFile> readme(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return READMES.stream()
        .map(name -> file(new UserPath(prefix + name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Returns the index of the first path that has the prefix, if any has. */
  private int start(String prefix) {
    int index = Arrays.binarySearch(paths, prefix);
    return index >= 0 ? index : -index - 1;
  }

  /** Returns the index after the last path that has the prefix. */
  private int end(String prefix, int from) {
    int low = from;
    int high = paths.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (paths[middle].startsWith(prefix)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
