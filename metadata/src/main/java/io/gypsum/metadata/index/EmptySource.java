package io.gypsum.metadata.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Prefix;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ReadStore;

/**
 * Recognizes a store that lost all its content since it was indexed. The usual cause is a file system that is not
 * mounted, or the address of another store. An index of such a store would make every search return nothing.
 */
final class EmptySource {
  private EmptySource() {}

  /**
   * Checks that the store is not empty, unless the published index has no content either.
   *
   * @throws GypsumException UNAVAILABLE if the index has content and the store has no object at all
   */
  static void requireExpected(ReadStore store, Path published, IndexClass indexClass) {
    if (isEmpty(store) && hasVersions(published)) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the store is empty, but the index '" + indexClass.fileName()
              + "' has content; check that it is the right store, and that its file system is"
              + " mounted (to index an empty store, delete the index first)");
    }
  }

  private static boolean isEmpty(ReadStore store) {
    try (Stream<ListEntry> entries = store.listLevel(Prefix.ALL)) {
      return entries.findFirst().isEmpty();
    }
  }

  private static boolean hasVersions(Path published) {
    if (!Files.exists(published)) {
      return false;
    }
    try (Connection connection = SqliteConnections.openPublished(published)) {
      return SqliteConnections
          .number(connection, "SELECT count(*) FROM (SELECT 1 FROM versions LIMIT 1)") > 0;
    } catch (SQLException e) {
      // Not an index: a build replaces the file.
      return false;
    }
  }
}
