package io.gypsum.e2e.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The bucket of a server as it lies on disk. Files that are being written, in {@code ..tmp/}, are no part of it. */
public final class BucketTree {
  private final Path root;

  public BucketTree(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  public boolean has(String key) {
    return Files.exists(root.resolve(key));
  }

  public byte[] bytes(String key) {
    try {
      return Files.readAllBytes(root.resolve(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Object json(String key) {
    return Json.parse(bytes(key));
  }

  public Map<String, Object> object(String key) {
    return Json.object(json(key));
  }

  /** The keys below {@code prefix}, which ends in {@code /} or is empty, sorted. */
  public List<String> keys(String prefix) {
    return List.copyOf(contents(prefix).keySet());
  }

  /** Key and content of all objects below {@code prefix}; contents that are not text as Latin-1. */
  public Map<String, String> contents(String prefix) {
    Map<String, String> contents = new TreeMap<>();
    walk(prefix, (key, file, attributes) -> {
      byte[] bytes = Files.readAllBytes(file);
      contents.put(key, new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1));
    });
    return contents;
  }

  /** What changes when anybody touches a file below {@code prefix}, even to write the same again. */
  public Map<String, String> fingerprint(String prefix) {
    Map<String, String> prints = new TreeMap<>();
    walk(
        prefix,
        (key, file, attributes) -> prints.put(
            key,
            attributes.fileKey() + " " + attributes.lastModifiedTime() + " " + attributes.size()
                + " " + java.util.Arrays.hashCode(Files.readAllBytes(file))));
    return prints;
  }

  /** The change logs, oldest first. */
  public List<String> logNames() {
    try (Stream<Path> files = Files.list(root.resolve("..logs"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (java.nio.file.NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The changes told about a project, oldest first. */
  public List<Map<String, Object>> logsOf(String project) {
    return logNames().stream()
        .map(name -> object("..logs/" + name))
        .filter(change -> project.equals(change.get("project")))
        .toList();
  }

  private interface Visit {
    void file(String key, Path file, BasicFileAttributes attributes) throws IOException;
  }

  private void walk(String prefix, Visit visit) {
    Path start = root.resolve(prefix);
    if (!Files.isDirectory(start)) {
      return;
    }
    try {
      Files.walkFileTree(start, new SimpleFileVisitor<>() {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
          return directory.equals(root.resolve("..tmp"))
              ? FileVisitResult.SKIP_SUBTREE
              : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
            throws IOException {
          visit.file(root.relativize(file).toString(), file, attributes);
          return FileVisitResult.CONTINUE;
        }
      });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
