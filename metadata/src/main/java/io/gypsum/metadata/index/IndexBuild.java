package io.gypsum.metadata.index;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.metadata.index.IndexSource.UnreadableException;
import io.gypsum.metadata.sqlite.SqliteErrors;
import io.gypsum.store.ReadStore;

/** Builds new indexes of one or several classes by reading the whole store once. Not thread-safe. */
final class IndexBuild {
  private final ReadStore store;
  private final IndexDirectory directory;
  private final List<IndexClass> classes;
  private final IndexOptions options;
  private final IndexReport.ProblemCollector problems;

  /** The new index of one class. */
  private static final class NewIndex {
    private final FreshIndex index;
    private final List<IndexState.FailedRead> failedReads = new ArrayList<>();
    private long versions;
    private long documents;

    NewIndex(FreshIndex index) {
      this.index = index;
    }
  }

  IndexBuild(
      ReadStore store, IndexDirectory directory, List<IndexClass> classes, IndexOptions options,
      IndexReport.ProblemCollector problems) {
    this.store = store;
    this.directory = directory;
    this.classes = classes;
    this.options = options;
    this.problems = problems;
  }

  /**
   * Builds and publishes the indexes.
   *
   * @param why the reason why an update builds them; empty if a build was requested
   */
  List<IndexReport.Index> run(String why) throws IOException {
    options.listener().onPhase(IndexListener.Phase.READING);
    Map<IndexClass, NewIndex> parts = new LinkedHashMap<>();
    String failure = "the index could not be built";
    try {
      for (IndexClass indexClass : classes) {
        parts.put(
            indexClass,
            new NewIndex(
                FreshIndex.create(
                    directory.newFile(), directory.newFile(), directory.newFile())));
      }
      // The time and the log come before the data: the next update reads again what changes during the build.
      Instant readAt = options.clock().instant();
      IndexSource source = new IndexSource(store, classes);
      Set<String> changes =
          source.changesSince(readAt.minus(options.logRetention()))
              .stream()
              .map(Key::value)
              .collect(Collectors.toSet());
      read(source, parts);
      requireExpected(parts);
      List<IndexReport.Index> done = new ArrayList<>();
      for (Map.Entry<IndexClass, NewIndex> part : parts.entrySet()) {
        failure = "the index '" + part.getKey().fileName() + "' could not be built";
        done.add(publish(part.getKey(), part.getValue(), readAt, changes, why));
      }
      return done;
    } catch (SQLException e) {
      throw SqliteErrors.writing(failure, e);
    } finally {
      close(parts);
    }
  }

  /** Checks the store only if no version was found in it. */
  private void requireExpected(Map<IndexClass, NewIndex> parts) {
    if (parts.values().stream().allMatch(part -> part.versions == 0)) {
      parts.keySet()
          .forEach(
              indexClass -> EmptySource
                  .requireExpected(store, directory.published(indexClass), indexClass));
    }
  }

  private void read(IndexSource source, Map<IndexClass, NewIndex> parts)
      throws SQLException, IOException {
    long documents = 0;
    try (IndexScan scan = new IndexScan(source, options.concurrency())) {
      Iterator<IndexItem> items = scan.everything();
      while (items.hasNext()) {
        IndexItem item = items.next();
        if (item instanceof IndexItem.VersionItem version) {
          for (NewIndex part : parts.values()) {
            part.index.add(version);
            part.versions++;
          }
        } else if (item instanceof IndexItem.DocumentItem document) {
          NewIndex part = Objects.requireNonNull(parts.get(document.indexClass()));
          part.index.add(document);
          part.documents++;
          options.listener().onDocument(++documents);
        } else if (item instanceof IndexItem.UnreadableItem unreadable) {
          problems.add(unreadable.problem());
          parts.forEach(
              (indexClass, part) -> {
                if (unreadable.concerns(indexClass)) {
                  part.failedReads.add(
                      new IndexState.FailedRead(unreadable.scope(), unreadable.problem()));
                }
              });
        }
      }
    } catch (UnreadableException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "the store " + e.problem().reason(), e);
    }
  }

  private IndexReport.Index publish(
      IndexClass indexClass, NewIndex part, Instant readAt, Set<String> changes, String why)
      throws SQLException, IOException {
    part.index.finish(
        new IndexState(
            UUID.randomUUID(), indexClass.baseName(), readAt, changes, part.failedReads),
        options.listener());
    options.listener().onPhase(IndexListener.Phase.PUBLISHING);
    directory.publish(part.index.file(), indexClass);
    return new IndexReport.Index(
        indexClass, IndexReport.Outcome.BUILT, why, part.versions, part.documents);
  }

  private static void close(Map<IndexClass, NewIndex> parts) throws IOException {
    for (NewIndex part : parts.values()) {
      try {
        part.index.close();
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }
  }
}
