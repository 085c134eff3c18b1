package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * All files and directories below the directory of a cached version, including those of other clients.
 *
 * @param entries files and links, without following links
 * @param directories the directories, innermost first
 */
public record CachedFiles(List<Entry> entries, List<Path> directories) {
  /**
   * A file or link.
   *
   * @param isListed whether the manifest of the version is known to contain the file; otherwise its name determines its purpose
   */
  public record Entry(Path path, BasicFileAttributes attributes, boolean isListed) {
    private String name() {
      return String.valueOf(path.getFileName());
    }

    /** Returns whether this is a user file, not a document, a lock or an incomplete download. */
    public boolean isUserFile() {
      return !name().startsWith("..") && !isLock() && !isIncomplete();
    }

    /** Returns whether the name is one that other clients use for locks and incomplete downloads. */
    public boolean isNamedLikeForeignFile() {
      return name().endsWith(".lock") || name().matches("tmp[A-Za-z0-9_]{8}");
    }

    /** Returns whether this is a document of the bucket. */
    public boolean isDocument() {
      return name().matches("\\.\\.(manifest|summary|links)");
    }

    /** Returns whether this is the lock of another client. */
    public boolean isLock() {
      return !isListed && name().endsWith(".lock");
    }

    /** Returns whether this may be an incomplete download of a client in another language. */
    private boolean isIncomplete() {
      return !isListed && name().matches("tmp[A-Za-z0-9_]{8}");
    }

    /** Returns the last access or change, whichever is later. */
    public Instant lastUse() {
      Instant access = attributes.lastAccessTime().toInstant();
      Instant change = attributes.lastModifiedTime().toInstant();
      return access.isAfter(change) ? access : change;
    }

    /** Returns whether the file has another name; false if the file system cannot tell. */
    public boolean isShared() {
      try {
        return Files
            .getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer links
            && links > 1;
      } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
        return false;
      }
    }
  }

  /** Returns these files, marked according to whether the manifest of the version contains them. */
  public CachedFiles listedIn(Predicate<Path> manifest) {
    return new CachedFiles(
        entries.stream()
            .map(entry -> new Entry(entry.path(), entry.attributes(), manifest.test(entry.path())))
            .toList(),
        directories);
  }

  /** Lists a directory; empty if it does not exist. */
  public static CachedFiles below(Path directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<Path> directories = new ArrayList<>();
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return new CachedFiles(entries, directories);
    }
    Files.walkFileTree(directory, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        entries.add(new Entry(file, attributes, false));
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
          return FileVisitResult.CONTINUE;
        }
        throw e;
      }

      @Override
      public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
          throws IOException {
        if (e != null) {
          throw e;
        }
        directories.add(visited);
        return FileVisitResult.CONTINUE;
      }
    });
    Collections.sort(entries, (one, other) -> one.path().compareTo(other.path()));
    return new CachedFiles(entries, directories);
  }

  /** Returns the names of the directories in a directory, sorted; empty if it does not exist. Symbolic links are skipped. */
  public static List<String> directoriesIn(Path directory) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .map(path -> String.valueOf(path.getFileName()))
          .sorted()
          .toList();
    }
  }
}
