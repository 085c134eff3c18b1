package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.name.Key;
import io.gypsum.metadata.index.IndexSource.UnreadableException;
import io.gypsum.metadata.index.IndexState.FailedRead;
import io.gypsum.metadata.sqlite.IndexFormat;
import io.gypsum.metadata.sqlite.SqliteConnections;
import io.gypsum.metadata.sqlite.SqliteErrors;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** Updates one published index by reading changed parts of the store again. Not thread-safe. */
final class IncrementalUpdate {
  /** A safety margin: log entries may be deleted earlier than configured, since the servers use their own clocks. */
  private static final Duration LOG_MARGIN = Duration.ofHours(1);
  /** An index without changes is published again at this interval, so that its state never becomes older than the log. */
  private static final Duration MAX_IDLE = Duration.ofDays(1);

  private final ReadStore store;
  private final IndexDirectory directory;
  private final IndexClass indexClass;
  private final IndexOptions options;
  private final IndexReport.ProblemCollector problems;
  private final Path published;
  private final IndexSource source;
  private final Instant now;

  /** Null if there is no index that can be updated; {@link #rebuildReason} contains why. */
  private final @Nullable IndexState state;
  private final String rebuildReason;

  private long versions;
  private long documents;

  IncrementalUpdate(
      ReadStore store, IndexDirectory directory, IndexClass indexClass, IndexOptions options,
      IndexReport.ProblemCollector problems) {
    this.store = store;
    this.directory = directory;
    this.indexClass = indexClass;
    this.options = options;
    this.problems = problems;
    this.published = directory.published(indexClass);
    this.source = new IndexSource(store, List.of(indexClass));
    this.now = options.clock().instant();
    String file = "the file '" + indexClass.fileName() + "'";
    String reason = file + " is not an index that can be updated";
    IndexState found = null;
    if (!Files.exists(published)) {
      reason = "the index '" + indexClass.fileName() + "' does not exist yet";
    } else {
      try (Connection connection = SqliteConnections.openPublished(published)) {
        int format = IndexFormat.of(connection);
        if (format != IndexFormat.VERSION) {
          reason = file + " has index format " + IndexFormat.text(format)
              + "; this version of gypsum writes format " + IndexFormat.text(IndexFormat.VERSION);
        } else {
          found = IndexState.read(connection);
        }
      } catch (SQLException | GypsumException | IllegalArgumentException | DateTimeException e) {
        // A rebuild replaces the file, regardless of what is wrong with it.
        found = null;
      }
    }
    if (found != null && !found.baseName().equals(indexClass.baseName())) {
      reason = file + " is an index of '" + found.baseName() + "'";
      found = null;
    }
    this.state = found;
    this.rebuildReason = reason;
  }

  /** Returns why the index has to be rebuilt instead of updated; empty if it can be updated. */
  String rebuildReason() {
    if (state == null) {
      return rebuildReason;
    }
    if (state.readAt().isBefore(now.minus(options.logRetention()).plus(LOG_MARGIN))) {
      return "the index was last updated at " + state.readAt()
          + "; the change log may not reach back that far";
    }
    return "";
  }

  /**
   * Reads the changes since the last update, and publishes the index if it is different.
   *
   * @param retry whether to read objects again that could not be read before; otherwise their problems are reported
   *     again
   * @throws IllegalStateException if the index has to be rebuilt
   */
  IndexReport.Index run(boolean retry) throws IOException {
    if (state == null) {
      throw new IllegalStateException(rebuildReason);
    }
    IndexState before = state;
    // The log is read as far back as it goes, since entries may be added late.
    List<Key> log =
        source.changesSince(before.readAt().minus(options.logRetention()));
    if (log.isEmpty() && !(before.changes().isEmpty() && before.failedReads().isEmpty())) {
      EmptySource.requireExpected(store, published, indexClass);
    }
    Set<IndexScope> scopes = new LinkedHashSet<>();
    Set<String> changes = new HashSet<>();
    for (Key key : log) {
      if (before.changes().contains(key.value())) {
        changes.add(key.value());
      } else {
        read(key, scopes, changes);
      }
    }
    boolean hasNewChanges = !before.changes().containsAll(changes);
    boolean isIdleTooLong = before.readAt().isBefore(now.minus(MAX_IDLE));
    if (!hasNewChanges && !isIdleTooLong
        && (!retry || isEachStillUnreadable(before.failedReads()))) {
      before.failedReads().forEach(failed -> problems.add(failed.problem()));
      return new IndexReport.Index(indexClass, IndexReport.Outcome.UNCHANGED, "", 0, 0);
    }
    if (retry) {
      before.failedReads().forEach(failed -> scopes.add(failed.scope()));
    }
    return edit(before, scopes, changes, now);
  }

  private boolean isEachStillUnreadable(List<FailedRead> before) {
    Set<IndexScope> scopes = new LinkedHashSet<>();
    before.forEach(failed -> scopes.add(failed.scope()));
    List<FailedRead> still = new ArrayList<>();
    try (IndexScan scan = new IndexScan(source, options.concurrency())) {
      for (IndexScope scope : widest(scopes)) {
        scan.everythingIn(scope)
            .forEachRemaining(
                item -> {
                  if (item instanceof IndexItem.UnreadableItem unreadable) {
                    still.add(new FailedRead(unreadable.scope(), unreadable.problem()));
                  }
                });
      }
    }
    return before.stream().allMatch(failed -> still.stream().anyMatch(failed::isSameObject));
  }

  /**
   * Replaces the rows of {@code scope}, and reads objects again that could not be read before.
   *
   * @throws GypsumException NOT_FOUND if there is no index that can be updated
   */
  IndexReport.Index reset(IndexScope scope) throws IOException {
    if (state == null) {
      throw GypsumException.notFound(
          rebuildReason + ": build it with 'gypsum index fresh' first");
    }
    EmptySource.requireExpected(store, published, indexClass);
    Set<IndexScope> scopes = new LinkedHashSet<>();
    state.failedReads().forEach(failed -> scopes.add(failed.scope()));
    scopes.add(scope);
    return edit(state, scopes, state.changes(), state.readAt());
  }

  /** Adds the scope of a change log entry; an entry that cannot be read is read again by the next update. */
  private void read(Key key, Set<IndexScope> scopes, Set<String> changes) {
    try {
      Optional<ChangeLogEntry> entry = source.change(key);
      entry.map(IndexScope::of).ifPresent(scopes::add);
      changes.add(key.value());
    } catch (UnreadableException e) {
      problems.add(e.problem());
    }
  }

  private IndexReport.Index edit(
      IndexState before, Set<IndexScope> scopes, Set<String> changes, Instant readAt)
      throws IOException {
    options.listener().onPhase(IndexListener.Phase.READING);
    List<IndexScope> widest = widest(scopes);
    List<FailedRead> failedReads = new ArrayList<>();
    for (FailedRead failed : before.failedReads()) {
      if (widest.stream().noneMatch(scope -> scope.contains(failed.scope()))) {
        failedReads.add(failed);
        problems.add(failed.problem());
      }
    }
    try (IndexScan scan = new IndexScan(source, options.concurrency());
        EditedIndex index = EditedIndex.copyOf(published, directory.newFile())) {
      for (IndexScope scope : widest) {
        index.replace(scope, scan.everythingIn(scope), item -> record(item, failedReads));
      }
      index.finish(
          new IndexState(before.build(), indexClass.baseName(), readAt, changes, failedReads));
      options.listener().onPhase(IndexListener.Phase.PUBLISHING);
      if (scopes.isEmpty()) {
        directory.publishUnchanged(index.file(), indexClass);
      } else {
        directory.publish(index.file(), indexClass);
      }
    } catch (SQLException e) {
      throw SqliteErrors.writing(
          "the index '" + indexClass.fileName() + "' could not be updated", e);
    }
    return new IndexReport.Index(
        indexClass,
        scopes.isEmpty() ? IndexReport.Outcome.UNCHANGED : IndexReport.Outcome.UPDATED, "",
        versions, documents);
  }

  private void record(IndexItem item, List<FailedRead> failedReads) {
    if (item instanceof IndexItem.VersionItem) {
      versions++;
    } else if (item instanceof IndexItem.DocumentItem) {
      options.listener().onDocument(++documents);
    } else if (item instanceof IndexItem.UnreadableItem unreadable) {
      problems.add(unreadable.problem());
      failedReads.add(new FailedRead(unreadable.scope(), unreadable.problem()));
    }
  }

  /** Returns the scopes that are not contained in another one. */
  private static List<IndexScope> widest(Set<IndexScope> scopes) {
    return scopes.stream()
        .filter(
            scope -> (scope.asset() == null
                || !scopes.contains(IndexScope.of(scope.project())))
                && (scope.version() == null
                    || !scopes.contains(new IndexScope(scope.project(), scope.asset(), null))))
        .toList();
  }
}
