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
import io.gypsum.metadata.index.Source.UnreadableException;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** One run that brings one published index up to date. Not thread-safe. */
final class IndexUpdate {
  /** The log may be a bit shorter than its servers say: they remove from it by their own clocks. */
  private static final Duration LOG_MARGIN = Duration.ofHours(1);
  /** An index that does not change is written anew at least so often, to say that it has been looked after. */
  private static final Duration LONGEST_IDLE = Duration.ofDays(1);

  private final ReadStore store;
  private final IndexDirectory directory;
  private final IndexClass kind;
  private final IndexOptions options;
  private final Problems problems;
  private final Path published;
  private final Source source;
  private final Instant now;
  private final @Nullable IndexState state;

  private long versions;
  private long documents;

  IndexUpdate(
      ReadStore store, IndexDirectory directory, IndexClass kind, IndexOptions options,
      Problems problems) {
    this.store = store;
    this.directory = directory;
    this.kind = kind;
    this.options = options;
    this.problems = problems;
    this.published = directory.published(kind);
    this.source = new Source(store, List.of(kind));
    this.now = options.clock().instant();
    this.state = readState(published);
  }

  /** Null when there is no index, or none that we have made. */
  private static @Nullable IndexState readState(Path published) {
    if (!Files.exists(published)) {
      return null;
    }
    try (Connection connection = Sql.openPublished(published)) {
      return IndexState.read(connection);
    } catch (SQLException | GypsumException | IllegalArgumentException | DateTimeException e) {
      // Whatever is wrong with it, a new one is right.
      return null;
    }
  }

  /** Why the index has to be made anew; empty when it need not be. */
  String whyNotPossible() {
    if (state == null) {
      return Files.exists(published)
          ? "the file '" + kind.fileName() + "' is no index that can be updated"
          : "there is no index '" + kind.fileName() + "' yet";
    }
    if (!state.baseName().equals(kind.baseName())) {
      return "the file '" + kind.fileName() + "' indexes '" + state.baseName() + "'";
    }
    if (state.readAt().isBefore(now.minus(options.logRetention()).plus(LOG_MARGIN))) {
      return "the index was last brought up to date at " + state.readAt()
          + ", and the change log does not surely reach back so far";
    }
    return "";
  }

  /**
   * @param retry whether what could not be read the last time is tried again; otherwise it is reported as it was
   * @throws IllegalStateException when it is not possible
   */
  IndexReport.Index run(boolean retry) throws IOException {
    IndexState before = requireState();
    // The log is read as far back as it goes: what was late the last time is found now.
    List<Key> log =
        new ChangeLog(store, source).since(before.readAt().minus(options.logRetention()));
    Set<IndexScope> scopes = new LinkedHashSet<>();
    Set<String> changes = new HashSet<>();
    for (Key key : log) {
      if (before.changes().contains(key.value())) {
        changes.add(key.value());
      } else {
        read(key, scopes, changes);
      }
    }
    boolean news = !before.changes().containsAll(changes);
    boolean idleForLong = before.readAt().isBefore(now.minus(LONGEST_IDLE));
    if (!news && !idleForLong && (!retry || nothingIsMended(before.retries()))) {
      before.retries().forEach(known -> problems.add(known.problem()));
      return new IndexReport.Index(kind, IndexReport.Outcome.UNCHANGED, "", 0, 0);
    }
    if (retry) {
      before.retries().forEach(known -> scopes.add(known.scope()));
    }
    return edit(before, scopes, changes, now);
  }

  /** Whether all that could not be read still cannot be; then there is nothing to publish. */
  private boolean nothingIsMended(List<Retry> known) {
    Set<IndexScope> scopes = new LinkedHashSet<>();
    known.forEach(retry -> scopes.add(retry.scope()));
    List<Retry> now = new ArrayList<>();
    try (Survey survey = new Survey(source, options.concurrency())) {
      for (IndexScope scope : widest(scopes)) {
        survey.everythingIn(scope)
            .forEachRemaining(
                found -> {
                  if (found instanceof Found.Unreadable unreadable) {
                    now.add(new Retry(unreadable.scope(), unreadable.problem()));
                  }
                });
      }
    }
    return known.stream().allMatch(retry -> now.stream().anyMatch(retry::isSameAs));
  }

  /** Makes {@code scope} what the store has, and tries again what could not be read. */
  IndexReport.Index reset(IndexScope scope) throws IOException {
    if (state == null) {
      throw GypsumException.notFound(whyNotPossible() + ": make one with 'fresh' first");
    }
    Set<IndexScope> scopes = new LinkedHashSet<>();
    state.retries().forEach(known -> scopes.add(known.scope()));
    scopes.add(scope);
    return edit(state, scopes, state.changes(), state.readAt());
  }

  private IndexState requireState() {
    if (state == null) {
      throw new IllegalStateException(whyNotPossible());
    }
    return state;
  }

  /** A change that cannot be read is not taken for done. */
  private void read(Key key, Set<IndexScope> scopes, Set<String> changes) {
    try {
      Optional<ChangeLogEntry> change = new ChangeLog(store, source).read(key);
      change.map(IndexScope::of).ifPresent(scopes::add);
      changes.add(key.value());
    } catch (UnreadableException e) {
      problems.add(e.problem());
    }
  }

  private IndexReport.Index edit(
      IndexState before, Set<IndexScope> scopes, Set<String> changes, Instant readAt)
      throws IOException {
    options.listener().onStep(IndexListener.Step.READING);
    List<IndexScope> widest = widest(scopes);
    List<Retry> retries = new ArrayList<>();
    for (Retry known : before.retries()) {
      if (widest.stream().noneMatch(scope -> scope.contains(known.scope()))) {
        retries.add(known);
        problems.add(known.problem());
      }
    }
    try (Survey survey = new Survey(source, options.concurrency());
        EditedIndex index = EditedIndex.copyOf(published, directory.newFile())) {
      for (IndexScope scope : widest) {
        index.replace(scope, survey.everythingIn(scope), found -> note(found, retries));
      }
      index.finish(new IndexState(before.build(), kind.baseName(), readAt, changes, retries));
      options.listener().onStep(IndexListener.Step.PUBLISHING);
      directory.publish(index.file(), kind);
    } catch (SQLException e) {
      throw Sql.failed("the index '" + kind.fileName() + "' could not be updated", e);
    }
    return new IndexReport.Index(
        kind,
        scopes.isEmpty() ? IndexReport.Outcome.UNCHANGED : IndexReport.Outcome.UPDATED, "",
        versions, documents);
  }

  private void note(Found found, List<Retry> retries) {
    if (found instanceof Found.Version) {
      versions++;
    } else if (found instanceof Found.Document) {
      options.listener().onDocument(++documents);
    } else if (found instanceof Found.Unreadable unreadable) {
      problems.add(unreadable.problem());
      retries.add(new Retry(unreadable.scope(), unreadable.problem()));
    }
  }

  /** Without those that are in another one. */
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
