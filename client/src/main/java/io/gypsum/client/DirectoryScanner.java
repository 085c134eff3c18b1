package io.gypsum.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.cache.CacheLinks;
import io.gypsum.client.cache.LinkTargets;
import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.local.LocalNames;
import io.gypsum.client.local.PortableNames;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a directory for an upload: finds its files, checks their names and links, and hashes them. Reports all problems at
 * once.
 */
final class DirectoryScanner {
  private final Path directory;
  private final PrepareOptions options;
  private final CacheLinks cacheLinks;
  private final LinkTargets linkTargets;
  private final Consumer<UserPath> pathCheck;
  private final TransferListener listener;
  private final PathPatterns excludes;
  /** Finds links that lead out of the directory; null if such links are allowed. */
  private final @Nullable OutsideLinks outside;
  private final DirectoryProblems problems;
  private final List<ScannedFile> files = new ArrayList<>();
  private final List<String> emptyDirectories = new ArrayList<>();

  private DirectoryScanner(
      Path directory, PrepareOptions options, CacheDirectory cache, Consumer<UserPath> pathCheck,
      TransferListener listener)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.cacheLinks = new CacheLinks(cache);
    this.linkTargets = new LinkTargets(cache);
    this.pathCheck = pathCheck;
    this.listener = listener;
    this.excludes = options.excludes().of(directory);
    this.outside =
        options.followOutside() ? null : new OutsideLinks(directory, cacheLinks);
    this.problems = new DirectoryProblems(directory);
  }

  /**
   * A file of the directory.
   *
   * @param path relative to the version
   * @param sizeBytes the size when the file was found
   * @param target the cached file that it links to; null if its own bytes are uploaded
   */
  record ScannedFile(
      UserPath path, Path file, long sizeBytes, @Nullable FileAddress target) {}

  /**
   * Returns the files of an upload. All names and links are checked before the first file is read, since hashing may take
   * hours. Files are hashed in parallel.
   *
   * @param pathCheck throws a {@link GypsumException} for a path that cannot be uploaded
   * @param listener receives warnings, such as about empty directories, excluded paths, and the progress of hashing
   * @throws LocalFileException with all problems (the first {@value DirectoryProblems#MAX_SHOWN} and their number), if a name
   *     is not UTF-8 or the server would reject it, a file cannot be read or is not a regular file (a pipe, a loop of links, or
   *     a dangling link that does not lead into the cache), a cached file to which a link leads was changed, or a link is not
   *     allowed by the options; or if there is no file
   */
  static List<UploadFile> prepare(
      Path directory, PrepareOptions options, CacheDirectory cache, Consumer<UserPath> pathCheck,
      TransferListener listener) {
    requireDirectory(directory);
    try {
      DirectoryScanner scanner =
          new DirectoryScanner(directory, options, cache, pathCheck, listener);
      scanner.scan();
      scanner.warn();
      return scanner.hash();
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "read", e);
    }
  }

  /**
   * Returns the files of a directory in the order of their paths, without reading them.
   *
   * @throws LocalFileException as {@link #prepare}
   */
  static List<ScannedFile> find(
      Path directory, PrepareOptions options, CacheDirectory cache) {
    requireDirectory(directory);
    try {
      DirectoryScanner scanner =
          new DirectoryScanner(
              directory, options, cache, path -> {}, TransferListener.NONE);
      scanner.scan();
      return List.copyOf(scanner.files);
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "read", e);
    }
  }

  private static void requireDirectory(Path directory) {
    LocalNames.requireComplete(directory);
    if (!Files.isDirectory(directory)) {
      throw Files.exists(directory)
          ? LocalFileException.refused(directory, "is not a directory")
          : LocalFileException.missing(directory, "does not exist");
    }
  }

  /**
   * Finds every file, including hidden ones, sorted by path. Links to directories are followed, and files below them count as
   * linked.
   */
  private void scan() throws IOException {
    Files.walkFileTree(
        directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor());
    problems.throwIfAny();
    files.sort(Comparator.comparing(ScannedFile::path));
    emptyDirectories.sort(null);
    if (files.isEmpty() && !options.allowEmpty()) {
      throw LocalFileException.refused(
          directory, "contains no files"
              + (emptyDirectories.isEmpty() ? "" : ", only empty directories")
              + ", and a version consists of files; to publish an empty version, allow it explicitly"
              + " (gypsum put --allow-empty)");
    }
  }

  private void warn() {
    if (!emptyDirectories.isEmpty()) {
      int count = emptyDirectories.size();
      listener.warns(
          (count == 1 ? "1 empty directory is" : count + " empty directories are")
              + " not uploaded, since a version consists of files: "
              + PortableNames.listed(emptyDirectories));
    }
    PortableNames.warnings(files.stream().map(ScannedFile::path).toList())
        .forEach(listener::warns);
  }

  private List<UploadFile> hash() {
    listener.enters(
        TransferListener.Phase.HASHING, String.valueOf(directory.getFileName()), files.size(),
        files.stream()
            .filter(file -> file.target() == null)
            .mapToLong(ScannedFile::sizeBytes)
            .sum());
    try {
      List<Optional<UploadFile>> hashed =
          Parallel.map(
              files, Runtime.getRuntime().availableProcessors(),
              e -> HttpErrors.interrupted("read the directory", e), this::toUploadFile);
      problems.throwIfAny();
      return hashed.stream().flatMap(Optional::stream).toList();
    } finally {
      listener.leaves(TransferListener.Phase.HASHING);
    }
  }

  /** Returns empty, and adds a problem, if the file cannot be read. */
  private Optional<UploadFile> toUploadFile(ScannedFile file) {
    FileAddress target = file.target();
    try {
      if (target != null) {
        linkTargets.requireUnchanged(file.file(), target);
        return Optional.of(new UploadFile.Linked(file.path(), target));
      }
      FileChecksum checksum = FileChecksum.of(file.file(), listener::checks);
      return Optional.of(
          options.deduplicate()
              ? new UploadFile.Dedup(file.path(), checksum.sizeBytes(), checksum.md5())
              : new UploadFile.Simple(file.path(), checksum.sizeBytes(), checksum.md5()));
    } catch (LocalFileException e) {
      problems.add(file.file(), e);
      return Optional.empty();
    }
  }

  /** Returns whether a file or folder is excluded, and reports it in that case. */
  private boolean isExcluded(Path file, boolean isFolder) {
    if (excludes.isEmpty() || file.equals(directory)) {
      return false;
    }
    String path;
    try {
      path = LocalNames.slashed(directory.relativize(file));
    } catch (GypsumException e) {
      // The name cannot be uploaded; it is reported as a problem.
      return false;
    }
    Optional<String> pattern = excludes.find(path, isFolder);
    pattern.ifPresent(
        found -> listener.excludes(new ExcludedPath(isFolder ? path + "/" : path, found)));
    return pattern.isPresent();
  }

  private void add(Path file, long sizeBytes, @Nullable FileAddress target) {
    try {
      UserPath path = new UserPath(LocalNames.slashed(directory.relativize(file)));
      pathCheck.accept(path);
      files.add(new ScannedFile(path, file, sizeBytes, target));
    } catch (GypsumException e) {
      problems.addName(e.reason());
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    /** Number of directories from the outermost linked directory down to the current one; 0 outside of links. */
    private int linkedDepth;
    /** For each directory from the top to the current one, whether it contains anything. */
    private final Deque<Boolean> occupied = new ArrayDeque<>();

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
        throws IOException {
      occupy();
      if (isExcluded(visited, true)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      boolean linked = !visited.equals(directory) && Files.isSymbolicLink(visited);
      if (linked && outside != null && outside.isOutside(visited)) {
        problems.add(visited, outside.refusal(visited));
        return FileVisitResult.SKIP_SUBTREE;
      }
      occupied.push(false);
      if (linkedDepth > 0 || linked) {
        linkedDepth++;
      }
      return FileVisitResult.CONTINUE;
    }

    private void occupy() {
      if (!occupied.isEmpty()) {
        occupied.pop();
        occupied.push(true);
      }
    }

    @Override
    public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
      linkedDepth = Math.max(0, linkedDepth - 1);
      if (e != null) {
        problems.add(visited, LocalFileException.failed(visited, "read", e));
      }
      if (!occupied.pop() && e == null && !visited.equals(directory)) {
        emptyDirectories.add("'" + LocalNames.visible(directory.relativize(visited)) + "'");
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
        throws IOException {
      occupy();
      if (isExcluded(file, false)) {
        return FileVisitResult.CONTINUE;
      }
      boolean linked = linkedDepth > 0 || Files.isSymbolicLink(file);
      FileAddress target =
          linked && options.links() != LinkMode.NEVER ? cacheLinks.find(file) : null;
      LocalFileException problem = target == null ? problem(file, attributes, linked) : null;
      if (problem == null) {
        add(file, attributes.size(), target);
      } else {
        problems.add(file, problem);
      }
      return FileVisitResult.CONTINUE;
    }

    private @Nullable LocalFileException problem(
        Path file, BasicFileAttributes attributes, boolean linked) throws IOException {
      if (!attributes.isRegularFile()) {
        return LocalFileException.refused(
            file, attributes.isSymbolicLink()
                ? "is a link to a file that does not exist"
                : "is not a regular file");
      }
      if (linked && options.links() == LinkMode.ALWAYS) {
        return LocalFileException.refused(
            file, "is a symbolic link to a file outside the cache; upload it as a file (link mode"
                + " auto or never), or link to a downloaded file");
      }
      if (linked && outside != null && outside.isOutside(file)) {
        return outside.refusal(file);
      }
      return Files.isReadable(file)
          ? null
          : LocalFileException.failed(file, "read", new AccessDeniedException(file.toString()));
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      occupy();
      // A directory that cannot be opened may be excluded, too.
      if (isExcluded(file, Files.isDirectory(file))) {
        return FileVisitResult.CONTINUE;
      }
      problems.add(file, failure(file, e));
      return FileVisitResult.CONTINUE;
    }

    private static LocalFileException failure(Path file, IOException e) {
      if (e instanceof FileSystemLoopException) {
        return LocalFileException.refused(file, "is a link to a directory that contains it");
      }
      return Files.isSymbolicLink(file) && !Files.exists(file)
          ? LocalFileException.refused(file, "is a link to a file that does not exist")
          : LocalFileException.failed(file, "read", e);
    }
  }
}
