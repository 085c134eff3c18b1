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

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.name.UserPath;

/** Finds the files of a directory that is to be uploaded. */
final class DirectoryScan {
  /** How many bad names one message shows. */
  private static final int SHOWN = 5;

  private final Path directory;
  private final Consumer<UserPath> rule;
  private final List<Found> files = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private DirectoryScan(Path directory, Consumer<UserPath> rule) {
    this.directory = directory;
    this.rule = rule;
  }

  /** A file and where it will be below its version. */
  record Found(UserPath path, Path file) {}

  /**
   * Every file below {@code directory}, hidden ones too, symbolic links followed, in the order of their paths. Empty
   * directories leave no trace: a version holds only files.
   *
   * @param rule throws {@link GypsumException} for a path that may not be used
   * @throws GypsumException INVALID, naming the first bad ones, when the server would refuse a path
   * @throws LocalFileException when something cannot be read or is not a file: a dangling link, a pipe
   */
  static List<Found> of(Path directory, Consumer<UserPath> rule) {
    if (!Files.isDirectory(directory)) {
      throw LocalFileException.refused(
          directory, Files.exists(directory) ? "is not a directory" : "does not exist");
    }
    DirectoryScan scan = new DirectoryScan(directory, rule);
    try {
      Files.walkFileTree(
          directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE,
          scan.new Visitor());
    } catch (IOException e) {
      throw LocalFileException.failed(directory, "read", e);
    }
    scan.complain();
    scan.files.sort(Comparator.comparing(Found::path));
    return scan.files;
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

  private void add(Path file) {
    StringBuilder name = new StringBuilder();
    for (Path part : directory.relativize(file)) {
      name.append(name.isEmpty() ? "" : "/").append(part);
    }
    try {
      UserPath path = new UserPath(name.toString());
      rule.accept(path);
      files.add(new Found(path, file));
    } catch (GypsumException e) {
      problems.add(e.reason());
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (!attributes.isRegularFile()) {
        throw LocalFileException.refused(
            file, attributes.isSymbolicLink()
                ? "is a link to something that does not exist"
                : "is not a file that can be uploaded");
      }
      add(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      throw Files.isSymbolicLink(file) && !Files.exists(file)
          ? LocalFileException.refused(file, "is a link to something that does not exist")
          : LocalFileException.failed(file, "read", e);
    }
  }
}
