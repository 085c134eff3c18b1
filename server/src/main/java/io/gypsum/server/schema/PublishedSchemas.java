package io.gypsum.server.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.SchemaName;
import io.gypsum.metadata.schema.MetadataSchema;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.ReadStore;
import io.gypsum.store.memory.MemoryStore;

/**
 * All files of a directory, and of those below it, whose names end with {@code .json}: read once, so that what is published
 * is what was checked, and nothing outside can ever be reached.
 */
public final class PublishedSchemas {
  static final long MAX_TOTAL_BYTES = 16L * 1024 * 1024;

  private PublishedSchemas() {}

  /**
   * By name; held in memory.
   *
   * @throws GypsumException when the directory cannot be read, one of the files is no schema, or they are too large to be
   *         held; for the person who starts the server, so it names local paths
   */
  public static ReadStore read(Path directory) {
    MemoryStore store = new MemoryStore();
    long totalBytes = 0;
    try {
      for (Path file : files(directory)) {
        totalBytes += Files.size(file);
        if (totalBytes > MAX_TOTAL_BYTES) {
          throw GypsumException.invalid(
              "the schemas in '" + directory + "' take over " + MAX_TOTAL_BYTES
                  + " bytes: is that the right directory?");
        }
        Content content = Content.of(checked(file));
        store.put(new Key(name(directory, file).value()), content, PutCondition.OVERWRITE);
      }
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "cannot read the schemas in '" + directory + "' (" + e + ")", e);
    }
    return store;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(
          file -> file.getFileName().toString().endsWith(".json") && Files.isRegularFile(file))
          .toList();
    }
  }

  private static SchemaName name(Path directory, Path file) {
    return new SchemaName(
        directory.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/"));
  }

  private static byte[] checked(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      MetadataSchema.read(bytes);
    } catch (GypsumException e) {
      throw new GypsumException(
          e.kind(), "cannot publish '" + file + "' as a schema: " + e.reason(), e);
    }
    return bytes;
  }
}
