package io.gypsum.client;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.CacheLinks;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/** Finds the files of a directory that is to be uploaded. */
final class DirectoryScanner {
  /** How many bad names one message shows. */
  private static final int SHOWN = 5;

  private final Path directory;
  private final LinkMode links;
  private final CacheLinks cacheLinks;
  private final Consumer<UserPath> rule;
  private final List<Found> files = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private DirectoryScanner(
      Path directory, LinkMode links, CacheLinks cacheLinks, Consumer<UserPath> rule) {
    this.directory = directory;
    this.links = links;
    this.cacheLinks = cacheLinks;
    this.rule = rule;
  }

  /**
   * A file and where it will be below its version.
   *
   * @param target the file of the cache that it is a link to; null when its own bytes count
   */
  record Found(UserPath path, Path file, @Nullable FileAddress target) {}

  /**
   * Every file below {@code directory}, hidden ones too, in the order of their paths. Links to directories are followed,
   * and what is below them counts as linked too. Empty directories leave no trace: a version holds only files.
   *
   * @param rule throws {@link GypsumException} for a path that may not be used
   * @throws GypsumException INVALID, naming the first bad ones, when the server would refuse a path
   * @throws LocalFileException when something cannot be read or is not a file (a pipe, a dangling link unless it leads
   *     into the cache), or is a link that {@code links} does not allow
   */
  static List<Found> of(
      Path directory, LinkMode links, CacheDirectory cache, Consumer<UserPath> rule) {
    if (!Files.isDirectory(directory)) {
      throw LocalFileException.refused(
          directory, Files.exists(directory) ? "is not a directory" : "does not exist");
    }
    try {
      DirectoryScanner scan = new DirectoryScanner(directory, links, new CacheLinks(cache), rule);
      Files.walkFileTree(
          directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
          scan.new Visitor());
      scan.complain();
      scan.files.sort(Comparator.comparing(Found::path));
      return scan.files;
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "read", e);
    }
  }

  private void complain() {
    if (problems.isEmpty()) {
      return;
    }
    String shown = String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size())));
    int more = problems.size() - SHOWN;
    throw GypsumException.invalid(
        "cannot upload this directory: " + shown
            + (more > 0 ? "; and " + more + " more" : ""));
  }

  private void add(Path file, @Nullable FileAddress target) {
    StringBuilder name = new StringBuilder();
    for (Path part : directory.relativize(file)) {
      name.append(name.isEmpty() ? "" : "/").append(part);
    }
    try {
      UserPath path = new UserPath(name.toString());
      rule.accept(path);
      files.add(new Found(path, file, target));
    } catch (GypsumException e) {
      problems.add(e.reason());
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    /** How many directories deep the walk is below a link to a directory; 0 when it is not. */
    private int linkedDepth;

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
      if (linkedDepth > 0 || (!visited.equals(directory) && Files.isSymbolicLink(visited))) {
        linkedDepth++;
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
        throws IOException {
      linkedDepth = Math.max(0, linkedDepth - 1);
      return super.postVisitDirectory(visited, e);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
        throws IOException {
      boolean linked = linkedDepth > 0 || Files.isSymbolicLink(file);
      FileAddress target =
          linked && links != LinkMode.NEVER ? cacheLinks.find(file) : null;
      if (target == null) {
        requireFile(file, attributes);
        if (linked && links == LinkMode.ALWAYS) {
          throw LocalFileException.refused(
              file, "is a link, but not to a file of the cache; upload it as a file (links auto or"
                  + " never), or link to a file that was downloaded");
        }
      }
      add(file, target);
      return FileVisitResult.CONTINUE;
    }

    private static void requireFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        throw LocalFileException.refused(
            file, attributes.isSymbolicLink()
                ? "is a link to something that does not exist"
                : "is not a file that can be uploaded");
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      throw Files.isSymbolicLink(file) && !Files.exists(file)
          ? LocalFileException.refused(file, "is a link to something that does not exist")
          : LocalFileException.failed(file, "read", e);
    }
  }
}
