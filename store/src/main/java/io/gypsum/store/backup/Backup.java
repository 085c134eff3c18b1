package io.gypsum.store.backup;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.ForwardingReadStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoredObject;
import io.gypsum.store.bucket.BucketNames;
import io.gypsum.store.bucket.BucketScanner;
import io.gypsum.store.bucket.BucketScanner.BucketVisitor;
import io.gypsum.store.bucket.BucketScanner.ProjectVisit;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;

/**
 * Copies what one store contains to another, on which a server can then be started.
 *
 * <pre>{@code
 * BackupReport report = Backup.between(from, to, BackupOptions.DEFAULTS).run();
 * report.problems().forEach(problem -> System.err.println(problem));
 * }</pre>
 *
 * <p>Finished versions with their files, the documents of projects and assets, and change logs are copied. Locks,
 * unfinished versions and all other internal objects ({@code ..arrivals/}, {@code ..tmp/}, {@code ..probe/}) are not, and neither
 * are objects that are part of no project, asset or version; the report names these.
 * Objects that the target already has are not copied again. Every file is compared with its manifest while it is
 * copied: a file whose size or MD5 differs is reported as a problem and not written. A version that could not be copied
 * completely does not become visible at the target.
 *
 * <p>May be stopped at any moment and run again: the package documentation describes the write order. The source may
 * change meanwhile; only the backup may write to the target. Memory grows with the files of {@value
 * #MAX_CONCURRENT_VERSIONS} versions, the number of new versions and assets, and the change logs; not with the size of
 * files.
 */
public final class Backup {
  /** Versions that are copied at a time; each may have its manifest in memory. */
  static final int MAX_CONCURRENT_VERSIONS = 4;
  private static final OnInterrupt ON_INTERRUPT =
      OnInterrupt.unavailable("the backup was interrupted; run it again to continue");

  private final ReadStore from;
  private final Store to;
  private final BackupOptions options;

  private Backup(ReadStore from, Store to, BackupOptions options) {
    this.from = from;
    this.to = to;
    this.options = options;
  }

  /** Returns a backup that can be run once. Neither store is closed. */
  public static Backup between(ReadStore from, Store to, BackupOptions options) {
    return new Backup(from, to, options);
  }

  /**
   * Returns a backup that writes nothing and only counts what would be copied. Files that it would copy are not read.
   */
  public static Backup rehearsal(ReadStore from, ReadStore to, BackupOptions options) {
    return new Backup(from, new DryRunStore(to), options);
  }

  /** Returns whether a store contains any project or any version. */
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
   * Copies until the target has everything that the source had at the beginning. Objects that cannot be copied are
   * reported.
   *
   * @throws GypsumException UNAVAILABLE when a store cannot be listed or keeps failing; INVALID when the source is empty and
   *     the target is not, or the source is empty and objects that it lacks are to be deleted. What was copied until then is not copied again by
   *     the next run
   */
  public BackupReport run() {
    if (options.delete() && !hasAnything(from)) {
      throw GypsumException.invalid(
          "the source is empty, so everything at the target would be deleted;"
              + " check that the source is the right store");
    }
    BackupProgress progress = new BackupProgress(options.listener());
    try (
        BucketScanner scanner =
            new BucketScanner(MAX_CONCURRENT_VERSIONS, "backup scanner", ON_INTERRUPT);
        Parallel files = new Parallel(options.concurrency(), "backup of files", ON_INTERRUPT);
        Parallel versions =
            new Parallel(MAX_CONCURRENT_VERSIONS, "backup of versions", ON_INTERRUPT)) {
      new BackupRun(progress, files).run(scanner, versions);
    }
    return progress.report();
  }

  private final class BackupRun implements BucketVisitor<AssetVersion> {
    private final BackupProgress progress;
    private final Parallel files;
    private final BucketNames names;
    private final DocumentCopy documents;
    private final VersionCopy versionCopy;
    private final VersionPublication publication;
    private final MirrorRemoval removal;
    private final AtomicBoolean listedAll = new AtomicBoolean(true);

    BackupRun(BackupProgress progress, Parallel files) {
      this.progress = progress;
      this.files = files;
      this.names = new BucketNames(from, progress.unknown);
      this.documents = new DocumentCopy(from, to, progress, DocumentCopy.MAX_BYTES);
      this.versionCopy =
          new VersionCopy(documents, new UserFileCopy(from, to, progress), files, progress);
      this.publication = new VersionPublication(documents, progress);
      this.removal = new MirrorRemoval(documents, progress);
    }

    void run(BucketScanner scanner, Parallel versions) {
      LogCopy logs = LogCopy.begin(documents, progress);
      List<ProjectName> projects = names.projects();
      if (projects.isEmpty() && logs.source().isEmpty() && hasAnything(to)) {
        throw GypsumException.invalid(
            "the source is empty, but the target is not; check that it is the right store, and that"
                + " its file system is mounted");
      }
      versions.forEach(scanner.scan(projects.iterator(), this), this::copy);
      publication.publish(files, projects);
      // Objects that could not be listed would look as if they had been deleted.
      if (options.delete() && listedAll.get()) {
        removal.run(logs);
      }
      logs.copy(files);
    }

    private void copy(AssetVersion version) {
      versionCopy.copy(version).ifPresent(complete -> {
        publication.addVersion(complete);
        removal.addExtras(complete.extras());
      });
    }

    @Override
    public ProjectVisit<AssetVersion> visitProject(ProjectName project) {
      return ProjectVisit.of(list(project + "/", () -> names.assets(project)));
    }

    /** Reads {@code ..latest} before the versions are listed, so that the version it names is copied. */
    @Override
    public List<AssetVersion> visitAsset(ProjectAsset asset) {
      publication.readLatest(asset);
      return list(asset + "/", () -> names.versions(asset));
    }

    private <T> List<T> list(String prefix, Supplier<List<T>> listing) {
      try {
        return listing.get();
      } catch (GypsumException e) {
        listedAll.set(false);
        progress.problems.add(prefix, "could not be listed: " + e.reason());
        progress.failed(prefix, e);
        return List.of();
      }
    }
  }

  /**
   * Reports success for writes without performing them; the content of files is not read. After that, reads find the
   * short documents that would have been written, and not those that would have been deleted, so that the deletion
   * counts the same objects as in a real run.
   */
  private static final class DryRunStore extends ForwardingReadStore implements Store {
    private static final ETag ETAG = new ETag("dry-run");

    private static final int MAX_DOCUMENT_BYTES = 4096;

    private final Set<Key> deletedDocuments = ConcurrentHashMap.newKeySet();
    /** The short documents that were written, such as {@code ..latest}, whose content determines what is deleted. */
    private final MemoryStore writtenDocuments = new MemoryStore();

    DryRunStore(ReadStore store) {
      super(store);
    }

    @Override
    public Optional<ObjectInfo> head(Key key) {
      return deletedDocuments.contains(key)
          ? Optional.empty()
          : writtenDocuments.head(key).or(() -> super.head(key));
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      return deletedDocuments.contains(key)
          ? Optional.empty()
          : writtenDocuments.get(key, range).or(() -> super.get(key, range));
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return super.list(prefix, startAfter)
          .filter(object -> !deletedDocuments.contains(object.key()));
    }

    @Override
    public PutResult put(Key key, Content content, PutCondition condition) {
      if (key.isInternal() && content.sizeBytes() <= MAX_DOCUMENT_BYTES) {
        writtenDocuments.put(key, content, PutCondition.OVERWRITE);
      }
      deletedDocuments.remove(key);
      return new PutResult.Written(ETAG);
    }

    @Override
    public void delete(Collection<Key> keys) {
      // Files are deleted once at most, and there may be very many.
      keys.stream().filter(Key::isInternal).forEach(deletedDocuments::add);
    }
  }
}
