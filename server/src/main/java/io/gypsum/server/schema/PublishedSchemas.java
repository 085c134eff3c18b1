package io.gypsum.server.schema;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
 * The JSON schemas that a server publishes: all files below a directory whose names end with {@code .json}. They are read
 * once, so that exactly the validated content is published and no other file can be reached.
 */
public final class PublishedSchemas {
  static final long MAX_TOTAL_BYTES = 16L * 1024 * 1024;

  private PublishedSchemas() {}

  /**
   * Returns the schemas by name, in memory.
   *
   * @throws GypsumException when the directory cannot be read, a file is not a schema, or the files are too large for
   *         memory; meant for the operator of the server, so it contains local paths
   */
  public static ReadStore read(Path directory) {
    MemoryStore store = new MemoryStore();
    long totalBytes = 0;
    try {
      for (Path file : files(directory)) {
        totalBytes += Files.size(file);
        if (totalBytes > MAX_TOTAL_BYTES) {
          throw GypsumException.invalid(
              "the schemas in '" + directory + "' are larger than " + MAX_TOTAL_BYTES
                  + " bytes: is this the right directory?");
        }
        Content content = Content.of(checked(file));
        store.put(new Key(name(directory, file).value()), content, PutCondition.OVERWRITE);
      }
    } catch (NoSuchFileException e) {
      throw GypsumException.notFound(
          "cannot read the schemas: '" + e.getFile() + "' does not exist; create it, or correct"
              + " --schemas");
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "cannot read the schemas in '" + directory + "' (" + e + "); check the owner and mode of"
              + " the directory and its files",
          e);
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
      MetadataSchema.read(bytes, file.toUri());
    } catch (GypsumException e) {
      throw new GypsumException(
          e.kind(), "cannot publish '" + file + "' as a schema: " + e.reason(), e);
    }
    return bytes;
  }
}
