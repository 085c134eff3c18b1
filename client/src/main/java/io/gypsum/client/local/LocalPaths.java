package io.gypsum.client.local;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.Ascii;
import io.gypsum.core.Printable;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.NameFolding;
import org.jspecify.annotations.Nullable;

/**
 * Turns names of a bucket into local paths. All file systems have the same rules here as on their own operating system: no name
 * leads out of its directory, to a device, or to the file of another name.
 */
public final class LocalPaths {
  private LocalPaths() {}

  /**
   * Returns the path of a name below a directory. Accesses no file.
   *
   * @param name components separated by {@code /}; no component is empty, {@code .} or {@code ..}
   * @throws LocalFileException if the file system cannot have a file of this name
   */
  public static Path resolve(Path directory, String name) {
    boolean windows = directory.getFileSystem().getSeparator().equals("\\");
    try {
      if (!windows && Ascii.isAscii(name)) {
        return directory.resolve(name);
      }
      Path path = directory;
      for (String component : name.split("/", -1)) {
        String problem = windows ? WindowsNames.problem(component) : null;
        Path local = directory.getFileSystem().getPath(component);
        if (problem != null || local.isAbsolute() || local.getRoot() != null
            || local.getNameCount() != 1 || !isSame(local.toString(), component)) {
          throw unsupported(
              directory, name, problem == null ? "is another name there" : problem);
        }
        path = path.resolve(local);
      }
      return path;
    } catch (InvalidPathException e) {
      throw unsupported(
          directory, name, windows ? e.getReason() : LocalNames.encodingProblem());
    }
  }

  private static boolean isSame(String one, String other) {
    return one.equals(other)
        || Normalizer.normalize(one, Normalizer.Form.NFC)
            .equals(Normalizer.normalize(other, Normalizer.Form.NFC));
  }

  private static LocalFileException unsupported(Path directory, String name, String problem) {
    return LocalFileException.refused(
        directory,
        "cannot contain the file '" + Printable.value(name) + "' of the server: its name "
            + problem + "; download it on another file system");
  }

  /**
   * Checks that a directory can hold all files of a version, before the first is written. Creates the directory.
   *
   * @throws LocalFileException if it cannot; names the files
   */
  public static void requireDistinct(Path directory, Collection<UserPath> paths) {
    paths.forEach(path -> resolve(directory, path.value()));
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "created", e);
    }
    if (NameConflict.find(paths, NameFolding.ALL).isEmpty()) {
      return;
    }
    NameFolding folding = probe(directory);
    List<NameConflict> conflicts = NameConflict.find(paths, folding);
    if (!conflicts.isEmpty()) {
      throw LocalFileException.refused(
          directory, "cannot contain all files of the version: "
              + (folding.isNone() ? "" : "its file system ignores " + folding + " in names, as in ")
              + PortableNames.listed(conflicts)
              + "; choose a directory on another file system, or download files one by one");
    }
  }

  private static NameFolding probe(Path directory) {
    try {
      return NameFolding.probe(directory.resolve("..probe-" + UUID.randomUUID()));
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "written", e);
    } catch (InvalidPathException e) {
      // The encoding of this process has no accents.
      return NameFolding.ALL;
    }
  }

  /**
   * Checks that existing directories have exactly the given names: a file system that ignores case would return the directory
   * of another project. Costs a few system calls.
   *
   * @throws LocalFileException if one has another name
   */
  public static void requireExactNames(Path directory, String... names) {
    Path deepest = null;
    Path at = directory;
    int depth = 0;
    for (String name : names) {
      at = resolve(at, name);
      if (!Files.exists(at)) {
        break;
      }
      deepest = at;
      depth++;
    }
    for (Path path = deepest; path != null && depth > 0; depth--) {
      String other = otherName(path);
      if (other != null) {
        throw LocalFileException.refused(
            path, "has the name '" + NameFolding.visible(other)
                + "', which its file system does not distinguish; choose another directory");
      }
      path = path.getParent();
    }
  }

  /**
   * Returns the name of an existing file if it differs from that in {@code path} in a way that file systems ignore; null if it
   * is the same, or the path leads through a symbolic link.
   */
  public static @Nullable String otherName(Path path) {
    Path name = path.getFileName();
    if (name == null || Files.isSymbolicLink(path)) {
      return null;
    }
    try {
      Path real = path.toRealPath().getFileName();
      // On Linux this is the requested name, whatever the file system contains.
      String stored =
          real == null || real.toString().equals(name.toString())
              ? storedName(path)
              : real.toString();
      // Java on macOS returns names in another normalization form than the file system.
      return isSame(stored, name.toString())
          || !NameFolding.ALL.fold(stored).equals(NameFolding.ALL.fold(name.toString()))
              ? null
              : stored;
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Returns the name of an existing file as its directory contains it. Lists the directory only if another spelling opens the
   * same file, and {@code toRealPath} does not return the stored name (on macOS and Windows it does).
   */
  static String storedName(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    String name = String.valueOf(path.getFileName());
    Path other = otherSpelling(path, name);
    if (directory == null || other == null) {
      return name;
    }
    String real = String.valueOf(path.toRealPath().getFileName());
    return real.equals(String.valueOf(other.toRealPath().getFileName()))
        ? real
        : listedName(directory, name);
  }

  /** Returns the stored name of the file that {@code name} opens in a directory. */
  static String listedName(Path directory, String name) throws IOException {
    String found = name;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String stored = String.valueOf(entry.getFileName());
        if (stored.equals(name)) {
          return name;
        }
        if (NameFolding.ALL.fold(stored).equals(NameFolding.ALL.fold(name))) {
          found = stored;
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /**
   * Returns the path of an existing file under another name that its file system does not distinguish; null if there is none.
   */
  private static @Nullable Path otherSpelling(Path path, String name) throws IOException {
    for (String other : List.of(
        name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT),
        Normalizer.normalize(name, Normalizer.Form.NFC),
        Normalizer.normalize(name, Normalizer.Form.NFD))) {
      try {
        Path sibling = path.resolveSibling(other);
        if (!other.equals(name) && NameFolding.opens(path, sibling)) {
          return sibling;
        }
      } catch (InvalidPathException e) {
        // The encoding of this process cannot represent this spelling.
      }
    }
    return null;
  }
}
