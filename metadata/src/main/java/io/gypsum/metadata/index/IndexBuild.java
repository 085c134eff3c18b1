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
import io.gypsum.metadata.index.Source.UnreadableException;
import io.gypsum.store.ReadStore;
import org.jspecify.annotations.Nullable;

/** One run through the whole store, for one or several new indices. Not thread-safe. */
final class IndexBuild {
  private final ReadStore store;
  private final IndexDirectory published;
  private final List<IndexClass> kinds;
  private final IndexOptions options;
  private final Problems problems;

  /** What becomes of one class. */
  private static final class Part {
    private final FreshIndex index;
    private final List<Retry> retries = new ArrayList<>();
    private long versions;
    private long documents;

    Part(FreshIndex index) {
      this.index = index;
    }
  }

  IndexBuild(
      ReadStore store, IndexDirectory published, List<IndexClass> kinds, IndexOptions options,
      Problems problems) {
    this.store = store;
    this.published = published;
    this.kinds = kinds;
    this.options = options;
    this.problems = problems;
  }

  /** @param why for the report */
  List<IndexReport.Index> run(String why) throws IOException {
    options.listener().onStep(IndexListener.Step.READING);
    Map<IndexClass, Part> parts = new LinkedHashMap<>();
    String at = "the index could not be made";
    try {
      for (IndexClass kind : kinds) {
        parts.put(
            kind, new Part(FreshIndex.create(published.newFile(), published.newFile())));
      }
      // Before anything is read: what changes meanwhile is looked at again by the next update.
      Instant readAt = options.clock().instant();
      Source source = new Source(store, kinds);
      Set<String> changes =
          new ChangeLog(store, source).since(readAt.minus(options.logRetention()))
              .stream()
              .map(Key::value)
              .collect(Collectors.toSet());
      read(source, parts);
      List<IndexReport.Index> done = new ArrayList<>();
      for (Map.Entry<IndexClass, Part> part : parts.entrySet()) {
        at = "the index '" + part.getKey().fileName() + "' could not be made";
        done.add(publish(part.getKey(), part.getValue(), readAt, changes, why));
      }
      return done;
    } catch (SQLException e) {
      throw Sql.failed(at, e);
    } finally {
      close(parts);
    }
  }

  private void read(Source source, Map<IndexClass, Part> parts) throws SQLException {
    long documents = 0;
    try (Survey survey = new Survey(source, options.concurrency())) {
      Iterator<Found> everything = survey.everything();
      while (everything.hasNext()) {
        Found found = everything.next();
        if (found instanceof Found.Version version) {
          for (Part part : parts.values()) {
            part.index.add(version);
            part.versions++;
          }
        } else if (found instanceof Found.Document document) {
          Part part = Objects.requireNonNull(parts.get(document.kind()));
          part.index.add(document);
          part.documents++;
          options.listener().onDocument(++documents);
        } else if (found instanceof Found.Unreadable unreadable) {
          problems.add(unreadable.problem());
          parts.forEach(
              (kind, part) -> {
                if (concerns(unreadable, kind)) {
                  part.retries.add(new Retry(unreadable.scope(), unreadable.problem()));
                }
              });
        }
      }
    } catch (UnreadableException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE, "the store " + e.problem().reason(), e);
    }
  }

  static boolean concerns(Found.Unreadable unreadable, IndexClass kind) {
    @Nullable IndexClass only = unreadable.kind();
    return only == null || only.equals(kind);
  }

  private IndexReport.Index publish(
      IndexClass kind, Part part, Instant readAt, Set<String> changes, String why)
      throws SQLException, IOException {
    part.index.finish(
        new IndexState(UUID.randomUUID(), kind.baseName(), readAt, changes, part.retries),
        options.listener());
    options.listener().onStep(IndexListener.Step.PUBLISHING);
    published.publish(part.index.file(), kind);
    return new IndexReport.Index(
        kind, IndexReport.Outcome.BUILT, why, part.versions, part.documents);
  }

  private static void close(Map<IndexClass, Part> parts) throws IOException {
    for (Part part : parts.values()) {
      try {
        part.index.close();
      } catch (SQLException e) {
        throw new IOException(e);
      }
    }
  }
}
