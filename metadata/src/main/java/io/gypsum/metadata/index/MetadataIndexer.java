package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.store.ReadStore;

/**
 * Makes and keeps the indices of metadata documents in a directory: a SQLite file for each class of documents, and {@code
 * modified}, which tells in Unix milliseconds when one of them changed last (metadata.md, sections 2 and 3).
 *
 * <pre>{@code
 * MetadataIndexer indexer =
 *     new MetadataIndexer(
 *         store, Path.of("index"), List.of(IndexClass.parse("_bioconductor.json")),
 *         IndexOptions.DEFAULTS);
 * IndexReport report = indexer.update();
 * report.problems().forEach(problem -> System.err.println(problem));
 * }</pre>
 *
 * <p>Readers always find a whole file, also when a run is killed or the disk is full. What a run cannot read it reports
 * and leaves out, and the next one tries again. All methods may be called from any thread; of several runs in one
 * directory, by whichever processes, one works and the others fail with LOCKED.
 *
 * <p>All methods throw a {@link GypsumException}, and leave what was published as it was: LOCKED when another run is at
 * work; UNAVAILABLE when the store cannot be listed, fails again and again, or the directory cannot be written. When
 * several indices are made, those that were published before the failure stay published.
 */
public final class MetadataIndexer {
  private final ReadStore store;
  private final Path directory;
  private final List<IndexClass> classes;
  private final IndexOptions options;

  /**
   * @param store is not closed
   * @param directory is made if need be
   * @throws GypsumException INVALID when no class is given, or two have the same base name or file
   */
  public MetadataIndexer(
      ReadStore store, Path directory, List<IndexClass> classes, IndexOptions options) {
    this.store = store;
    this.directory = directory;
    this.classes = List.copyOf(classes);
    this.options = options;
    requireDifferent(this.classes);
  }

  private static void requireDifferent(List<IndexClass> classes) {
    if (classes.isEmpty()) {
      throw GypsumException.invalid("no class of documents to index: expected at least one");
    }
    Set<String> names = new HashSet<>();
    for (IndexClass kind : classes) {
      if (!names.add("of " + kind.baseName()) || !names.add("in " + kind.fileName())) {
        throw GypsumException.invalid(
            "the class '" + kind + "' has a base name or a file that another one has, too");
      }
    }
  }

  /** Makes all indices anew from the whole store. */
  public IndexReport fresh() {
    return run((published, problems) -> build(published, problems, classes, ""));
  }

  /**
   * Brings all indices up to date by the store's change log; one that is not there, not ours, or older than the log
   * reaches back is made anew, and the report says why.
   */
  public IndexReport update() {
    return update(true);
  }

  /**
   * As {@link #update}, but what could not be read before is not tried again: it is reported as it was. For who asks
   * often.
   */
  public IndexReport updateWithoutRetries() {
    return update(false);
  }

  private IndexReport update(boolean retry) {
    return run(
        (published, problems) -> {
          List<IndexReport.Index> done = new ArrayList<>();
          for (IndexClass kind : classes) {
            IndexUpdate update = new IndexUpdate(store, published, kind, options, problems);
            String why = update.whyNotPossible();
            if (why.isEmpty()) {
              done.add(update.run(retry));
            } else {
              done.addAll(build(published, problems, List.of(kind), why));
            }
          }
          return done;
        });
  }

  /**
   * Reads one part of the store again, in all indices.
   *
   * @throws GypsumException NOT_FOUND when there is no index yet
   */
  public IndexReport reset(IndexScope scope) {
    return run(
        (published, problems) -> {
          List<IndexReport.Index> done = new ArrayList<>();
          for (IndexClass kind : classes) {
            done.add(new IndexUpdate(store, published, kind, options, problems).reset(scope));
          }
          return done;
        });
  }

  private List<IndexReport.Index> build(
      IndexDirectory published, Problems problems, List<IndexClass> kinds, String why)
      throws IOException {
    return new IndexBuild(store, published, kinds, options, problems).run(why);
  }

  @FunctionalInterface
  private interface Run {
    List<IndexReport.Index> in(IndexDirectory published, Problems problems) throws IOException;
  }

  private IndexReport run(Run run) {
    Problems problems = new Problems(options.listener());
    try (IndexDirectory published = IndexDirectory.lock(directory)) {
      List<IndexReport.Index> done = run.in(published, problems);
      if (done.stream().anyMatch(index -> index.outcome() != IndexReport.Outcome.UNCHANGED)) {
        published.markModified(options.clock().instant());
      }
      return problems.report(done);
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the directory of the indices cannot be used: " + e.getMessage()
              + "; what was published stays as it was",
          e);
    }
  }
}
