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
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/** Prepares a directory for an upload: finds its files, checks their paths and links, and hashes them. */
final class DirectoryScanner {
  /** Maximum number of problems in one message. */
  private static final int MAX_SHOWN_PROBLEMS = 5;

  private final Path directory;
  private final LinkMode links;
  private final CacheLinks cacheLinks;
  private final Consumer<UserPath> pathCheck;
  private final List<ScannedFile> files = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private DirectoryScanner(
      Path directory, LinkMode links, CacheLinks cacheLinks, Consumer<UserPath> pathCheck) {
    this.directory = directory;
    this.links = links;
    this.cacheLinks = cacheLinks;
    this.pathCheck = pathCheck;
  }

  /**
   * A file of the directory.
   *
   * @param path relative to the version
   * @param target the cached file that it links to; null if its own bytes are uploaded
   */
  private record ScannedFile(UserPath path, Path file, @Nullable FileAddress target) {}

  /**
   * Returns the files of an upload. All paths and links are checked before the first file is read, since hashing may take
   * hours. Files are hashed in parallel.
   *
   * @param pathCheck throws a {@link GypsumException} for a path that cannot be uploaded
   * @throws GypsumException INVALID, with the first invalid paths, if the server would reject a path
   * @throws LocalFileException if a file cannot be read, is not a regular file (a pipe, or a dangling link that does not
   *     lead into the cache), or is a link that the options do not allow
   */
  static List<UploadFile> prepare(
      Path directory, PrepareOptions options, CacheDirectory cache, Consumer<UserPath> pathCheck) {
    return Parallel.map(
        scan(directory, options.links(), cache, pathCheck),
        Runtime.getRuntime().availableProcessors(),
        e -> HttpErrors.interrupted("read the directory", e),
        file -> toUploadFile(file, options.deduplicate()));
  }

  private static UploadFile toUploadFile(ScannedFile file, boolean deduplicate) {
    FileAddress target = file.target();
    if (target != null) {
      return new UploadFile.Linked(file.path(), target);
    }
    FileChecksum checksum = FileChecksum.of(file.file());
    return deduplicate
        ? new UploadFile.Dedup(file.path(), checksum.sizeBytes(), checksum.md5())
        : new UploadFile.Simple(file.path(), checksum.sizeBytes(), checksum.md5());
  }

  /**
   * Returns every file below {@code directory}, including hidden ones, sorted by path. Links to directories are followed,
   * and files below them count as linked. Empty directories are ignored, since a version consists of files.
   */
  private static List<ScannedFile> scan(
      Path directory, LinkMode links, CacheDirectory cache, Consumer<UserPath> pathCheck) {
    if (!Files.isDirectory(directory)) {
      throw LocalFileException.refused(
          directory, Files.exists(directory) ? "is not a directory" : "does not exist");
    }
    try {
      DirectoryScanner scan =
          new DirectoryScanner(directory, links, new CacheLinks(cache), pathCheck);
      Files.walkFileTree(
          directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
          scan.new Visitor());
      scan.throwProblems();
      scan.files.sort(Comparator.comparing(ScannedFile::path));
      return scan.files;
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "read", e);
    }
  }

  private void throwProblems() {
    if (problems.isEmpty()) {
      return;
    }
    String shown =
        String.join("; ", problems.subList(0, Math.min(MAX_SHOWN_PROBLEMS, problems.size())));
    int more = problems.size() - MAX_SHOWN_PROBLEMS;
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
      pathCheck.accept(path);
      files.add(new ScannedFile(path, file, target));
    } catch (GypsumException e) {
      problems.add(e.reason());
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    /** Directories from the outermost link to a directory down to the current one; 0 outside of such links. */
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
              file, "is a symbolic link to a file outside the cache; upload it as a file (link mode"
                  + " auto or never), or link to a downloaded file");
        }
      }
      add(file, target);
      return FileVisitResult.CONTINUE;
    }

    private static void requireFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        throw LocalFileException.refused(
            file, attributes.isSymbolicLink()
                ? "is a link to a file that does not exist"
                : "is not a regular file");
      }
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      throw Files.isSymbolicLink(file) && !Files.exists(file)
          ? LocalFileException.refused(file, "is a link to a file that does not exist")
          : LocalFileException.failed(file, "read", e);
    }
  }
}
