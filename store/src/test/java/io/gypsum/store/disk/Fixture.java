package io.gypsum.store.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ListEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;

/** Shorthands for frequent operations in tests of the disk store. */
final class Fixture {
  private Fixture() {}

  static PutResult put(Store store, String key, String text) {
    return store.put(new Key(key), Content.of(text), PutCondition.OVERWRITE);
  }

  static Optional<String> text(Store store, String key) {
    return store.get(new Key(key), ByteRange.ALL)
        .map(object -> new String(bytes(object), StandardCharsets.UTF_8));
  }

  static byte[] bytes(StoredObject object) {
    try (object) {
      return object.body().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> list(Store store, String prefix, boolean recursive) {
    Prefix below = new Prefix(prefix);
    try (Stream<? extends ListEntry> entries =
        recursive ? store.list(below) : store.listLevel(below)) {
      return entries.map(ListEntry::text).toList();
    }
  }

  /** Returns everything below a directory except lock files, relative to the directory. */
  static List<String> tree(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.map(path -> directory.relativize(path).toString())
          .filter(path -> !path.isEmpty() && !path.startsWith("..tmp/locks/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
