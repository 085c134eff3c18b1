package io.gypsum.store.backup;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.bucket.BucketNames;

/**
 * Brings what one store has into another, which becomes a store that a server can be started on.
 *
 * <pre>{@code
 * BackupReport report = Backup.between(from, to, BackupOptions.DEFAULTS).run();
 * report.problems().forEach(problem -> System.err.println(problem));
 * }</pre>
 *
 * <p>Finished versions with their files are copied, and what there is about projects and assets; not copied are locks,
 * unfinished versions and what else is internal ({@code ..arrivals/}, {@code ..tmp/}, {@code ..probe/}). What the target has
 * already is not copied again. Every file is held against its manifest while it passes: one of another size or MD5 is a
 * problem, and not written. A version of which something could not be copied does not become visible at the target.
 *
 * <p>May be broken off at any moment: the package documentation has the order of the writes. The source may change
 * meanwhile; nobody else may write to the target. Memory grows with the files of a few versions, the number of new
 * versions and assets, and the change logs; not with the size of files.
 */
public final class Backup {
  /** Each may have a manifest in memory. */
  private static final int VERSIONS_AT_ONCE = 4;

  private final ReadStore from;
  private final Store to;
  private final BackupOptions options;

  private Backup(ReadStore from, Store to, BackupOptions options) {
    this.from = from;
    this.to = to;
    this.options = options;
  }

  /** Neither store is closed. */
  public static Backup between(ReadStore from, Store to, BackupOptions options) {
    return new Backup(from, to, options);
  }

  /** Counts what a backup would do, and writes nothing. Files that would be copied are not read. */
  public static Backup rehearsal(ReadStore from, ReadStore to, BackupOptions options) {
    return new Backup(from, new DryStore(to), options);
  }

  /** Whether there is any project, or any version, in a store. */
  public static boolean hasAnything(ReadStore store) {
    BucketNames names = new BucketNames(store);
    return names.projects()
        .stream()
        .anyMatch(
            project -> store.head(BucketLayout.permissions(project)).isPresent()
                || names.assets(project)
                    .stream()
                    .flatMap(asset -> names.versions(asset).stream())
                    .anyMatch(version -> store.head(BucketLayout.summary(version)).isPresent()));
  }

  /**
   * Copies until the target has all that the source had at the beginning. What cannot be copied is reported.
   *
   * @throws GypsumException UNAVAILABLE when a store cannot be listed, or fails again and again; INVALID when all of the
   *     target would be removed, since the source has nothing. What was copied by then stays, and is not copied again
   */
  public BackupReport run() {
    Tally tally = new Tally(options.listener());
    Documents documents = new Documents(from, to, tally, Documents.MAX_BYTES);
    if (options.delete() && !hasAnything(from)) {
      throw GypsumException.invalid(
          "there is nothing in the source, and all that the target has would be deleted:"
              + " check that it is the right store");
    }
    try (
        Workers versions = new Workers(VERSIONS_AT_ONCE, "backup of versions");
        Workers files = new Workers(options.concurrency(), "backup of files")) {
      new Run(tally, documents, versions, files).run();
    }
    return tally.report();
  }

  private final class Run {
    private final Tally tally;
    private final Documents documents;
    private final Workers versions;
    private final Workers files;
    private final VersionCopy copy;
    private final Publication publication;
    private final Removal removal;
    private final AtomicBoolean listedAll = new AtomicBoolean(true);

    Run(Tally tally, Documents documents, Workers versions, Workers files) {
      this.tally = tally;
      this.documents = documents;
      this.versions = versions;
      this.files = files;
      this.copy = new VersionCopy(documents, new FileCopy(from, to, tally), files, tally);
      this.publication = new Publication(documents, tally);
      this.removal = new Removal(documents, tally);
    }

    void run() {
      LogCopy logs = LogCopy.begin(documents, tally);
      List<ProjectName> projects = new BucketNames(from).projects();
      versions.forEach(versionsOf(projects), this::copy);
      publication.publish(files, projects);
      // What could not be listed looks as if it were gone.
      if (options.delete() && listedAll.get()) {
        removal.everywhere(logs);
      }
      logs.copy(files);
    }

    private void copy(AssetVersion version) {
      copy.copy(version).ifPresent(whole -> {
        publication.noteVersion(whole);
        removal.note(whole.extras());
      });
    }

    private Iterator<AssetVersion> versionsOf(List<ProjectName> projects) {
      BucketNames names = new BucketNames(from);
      Stream<ProjectAsset> assets =
          projects.stream().flatMap(project -> listed(project + "/", () -> names.assets(project)));
      return assets.peek(publication::noteLatest)
          .flatMap(asset -> listed(asset + "/", () -> names.versions(asset)))
          .iterator();
    }

    private <T> Stream<T> listed(String prefix, Supplier<List<T>> listing) {
      try {
        return listing.get().stream();
      } catch (GypsumException e) {
        listedAll.set(false);
        tally.problems.add(prefix, "could not be listed: " + e.reason());
        tally.failed(prefix, e);
        return Stream.of();
      }
    }
  }
}
