package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.store.NameFolding;
import io.gypsum.store.ReadStore;

/**
 * Builds and updates the indexes of metadata documents in a directory: a SQLite file for each class of documents, and
 * {@code modified}, which contains the time of the last change of any index in Unix milliseconds (metadata.md, sections 2
 * and 3).
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
 * <p>Readers of the directory always find complete files, even if a run is killed or the disk is full. Objects that
 * cannot be read are reported and left out, and read again by the next run. Thread-safe: of several runs in one directory,
 * in this or in other processes, one succeeds and the others fail with LOCKED.
 *
 * <p>Each run throws a {@link GypsumException} and leaves the published files unchanged if another run is active (LOCKED),
 * or if the store cannot be listed, fails repeatedly, or the directory cannot be written (UNAVAILABLE). If a run changes
 * several indexes, those published before the failure stay published.
 */
public final class MetadataIndexer {
  private final ReadStore store;
  private final Path directory;
  private final List<IndexClass> classes;
  private final IndexOptions options;

  /**
   * @param store the store to index; not closed by the indexer
   * @param directory is created by the first run if it does not exist
   * @throws GypsumException INVALID if there is no class, or two classes have the same base name or file name
   */
  public MetadataIndexer(
      ReadStore store, Path directory, List<IndexClass> classes, IndexOptions options) {
    this.store = store;
    this.directory = directory;
    this.classes = List.copyOf(classes);
    this.options = options;
    requireDistinct(this.classes);
  }

  private static void requireDistinct(List<IndexClass> classes) {
    if (classes.isEmpty()) {
      throw GypsumException.invalid("no class of documents to index: expected at least one");
    }
    Set<String> baseNames = new HashSet<>();
    Set<String> fileNames = new HashSet<>();
    for (IndexClass indexClass : classes) {
      // The file system may ignore these differences.
      String fileName = NameFolding.ALL.fold(indexClass.fileName());
      if (!baseNames.add(indexClass.baseName()) || !fileNames.add(fileName)) {
        throw GypsumException.invalid(
            "the class '" + indexClass
                + "' has the same base name or file name as another class, or its file name differs"
                + " from another one only in case: choose different names");
      }
    }
  }

  /** Builds all indexes from the whole store. */
  public IndexReport fresh() {
    return run((locked, problems) -> build(locked, problems, classes, ""));
  }

  /**
   * Updates all indexes from the store's change log. An index that does not exist, was written in another format or by
   * another program, or is older than the change log is built from the whole store instead; the report contains the
   * reason.
   */
  public IndexReport update() {
    return update(true);
  }

  /**
   * Updates all indexes as {@link #update} does, except that objects that could not be read before are not read again, but
   * reported as before. For callers that update every few seconds.
   */
  public IndexReport updateWithoutRetries() {
    return update(false);
  }

  private IndexReport update(boolean retry) {
    return run(
        (locked, problems) -> {
          List<IndexReport.Index> done = new ArrayList<>();
          for (IndexClass indexClass : classes) {
            IncrementalUpdate update =
                new IncrementalUpdate(store, locked, indexClass, options, problems);
            String why = update.rebuildReason();
            if (why.isEmpty()) {
              done.add(update.run(retry));
            } else {
              done.addAll(build(locked, problems, List.of(indexClass), why));
            }
          }
          return done;
        });
  }

  /**
   * Reads one part of the store again, for all indexes.
   *
   * @throws GypsumException NOT_FOUND if an index does not exist, or was written in another format or by another program
   */
  public IndexReport reset(IndexScope scope) {
    return run(
        (locked, problems) -> {
          List<IndexReport.Index> done = new ArrayList<>();
          for (IndexClass indexClass : classes) {
            done.add(
                new IncrementalUpdate(store, locked, indexClass, options, problems).reset(scope));
          }
          return done;
        });
  }

  private List<IndexReport.Index> build(
      IndexDirectory locked, IndexReport.ProblemCollector problems, List<IndexClass> built,
      String why)
      throws IOException {
    return new IndexBuild(store, locked, built, options, problems).run(why);
  }

  @FunctionalInterface
  private interface RunBody {
    List<IndexReport.Index> in(IndexDirectory locked, IndexReport.ProblemCollector problems)
        throws IOException;
  }

  private IndexReport run(RunBody run) {
    IndexReport.ProblemCollector problems = new IndexReport.ProblemCollector(options.listener());
    try (IndexDirectory locked = IndexDirectory.lock(directory, options.clock())) {
      return problems.report(run.in(locked, problems));
    } catch (IOException e) {
      throw new GypsumException(
          GypsumException.Kind.UNAVAILABLE,
          "the index directory cannot be used: " + e.getMessage()
              + "; published files are complete, run the command again",
          e);
    }
  }
}
