package io.gypsum.store.bucket;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;

import io.gypsum.core.concurrent.OnInterrupt;
import io.gypsum.core.concurrent.OrderedResults.Bounds;
import io.gypsum.core.concurrent.ReadAhead;
import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;

/**
 * Walks a bucket project by project and asset by asset down to its versions. Worker threads visit the next projects and
 * assets while the caller still works on earlier ones; the caller still receives all entries in key order.
 *
 * <pre>{@code
 * try (BucketScanner scanner = new BucketScanner(8, "index reader", onInterrupt)) {
 *   Iterator<AssetVersion> versions = scanner.scan(names.projects().iterator(), new BucketVisitor<>() {
 *     public ProjectVisit<AssetVersion> visitProject(ProjectName project) {
 *       return ProjectVisit.of(names.assets(project));
 *     }
 *     public List<AssetVersion> visitAsset(ProjectAsset asset) {
 *       return names.versions(asset);
 *     }
 *   });
 *   versions.forEachRemaining(this::copy);
 * }
 * }</pre>
 *
 * <p>The scanner ends where the versions begin, since consumers treat these differently: one copies several versions at a
 * time, another checks them in order. A consumer adds a {@link ReadAhead} or a {@link
 * io.gypsum.core.concurrent.Parallel} with other threads, or reads on in the scanner's threads with {@link #expand};
 * threads of the scanner only ever wait for the store.
 *
 * <p>Memory holds what the visitor returned for at most {@code 2 * concurrency} projects and as many assets, which is one
 * level of the bucket each: the assets of a project, the versions of an asset. One scan at a time; not thread-safe.
 */
public final class BucketScanner implements AutoCloseable {
  private final ExecutorService threads;
  private final Bounds bounds;
  private final OnInterrupt onInterrupt;

  /**
   * Reads one level of the bucket, usually with {@link BucketNames}. Called in worker threads, by several at a time. What
   * it throws is thrown to the consumer, in place of the entries.
   *
   * @param <E> what the consumer receives: versions, and anything else to report about a level
   */
  public interface BucketVisitor<E> {
    /** Reads the required documents of a project and lists its assets. */
    ProjectVisit<E> visitProject(ProjectName project);

    /**
     * Reads the required documents of an asset and lists its versions. Reading {@code ..latest} first ensures that the
     * version it names is in the list, unless it is deleted meanwhile.
     */
    List<E> visitAsset(ProjectAsset asset);
  }

  /**
   * The result of visiting a project.
   *
   * @param before entries that precede those of the assets
   * @param assets to visit next, in this order
   * @param after entries that follow those of the assets
   */
  public record ProjectVisit<E>(List<E> before, List<ProjectAsset> assets, List<E> after) {
    /** Returns a visit without entries of its own. */
    public static <E> ProjectVisit<E> of(List<ProjectAsset> assets) {
      return new ProjectVisit<>(List.of(), assets, List.of());
    }
  }

  /** An asset that has not been visited yet, or an entry of its project. */
  private sealed interface ScanItem<E> {
    record UnvisitedAsset<E>(ProjectAsset asset) implements ScanItem<E> {}

    record KnownEntry<E>(E entry) implements ScanItem<E> {}
  }

  /**
   * @param concurrency maximum number of projects and assets that are visited at a time, at least 1
   * @param onInterrupt what the iterator throws when its thread is interrupted
   */
  public BucketScanner(int concurrency, String threadName, OnInterrupt onInterrupt) {
    this.threads = Threads.daemonPool(concurrency, threadName);
    this.bounds = Bounds.ofItems(2 * concurrency);
    this.onInterrupt = onInterrupt;
  }

  /**
   * Returns the entries of these projects and of their assets, in order. The iterator must be used by one thread, and only
   * until the scanner is closed.
   */
  public <E> Iterator<E> scan(Iterator<ProjectName> projects, BucketVisitor<E> visitor) {
    Iterator<ScanItem<E>> assets =
        new Flattened<>(
            new ReadAhead<>(
                projects, project -> items(visitor.visitProject(project)), threads, bounds,
                onInterrupt));
    return new Flattened<>(
        new ReadAhead<>(assets, new VisitItem<>(visitor), threads, bounds, onInterrupt));
  }

  /**
   * Returns the results of {@code work} for all items, in order: for consumers that read one level more, such as the files
   * of versions. The work runs in the threads of the scanner, so that its concurrency stays the same.
   */
  public <T, R> Iterator<R> expand(
      Iterator<? extends T> items, ReadAhead.Work<T, List<R>> work, Bounds maxAhead) {
    return new Flattened<>(new ReadAhead<>(items, work, threads, maxAhead, onInterrupt));
  }

  private static <E> List<ScanItem<E>> items(ProjectVisit<E> visit) {
    List<ScanItem<E>> items = new ArrayList<>();
    visit.before().forEach(entry -> items.add(new ScanItem.KnownEntry<>(entry)));
    visit.assets().forEach(asset -> items.add(new ScanItem.UnvisitedAsset<>(asset)));
    visit.after().forEach(entry -> items.add(new ScanItem.KnownEntry<>(entry)));
    return items;
  }

  private record VisitItem<E>(BucketVisitor<E> visitor)
      implements ReadAhead.Work<ScanItem<E>, List<E>> {
    @Override
    public List<E> compute(ScanItem<E> item) {
      return item instanceof ScanItem.UnvisitedAsset<E> unvisited
          ? visitor.visitAsset(unvisited.asset())
          : List.of(((ScanItem.KnownEntry<E>) item).entry());
    }

    @Override
    public boolean isQuick(ScanItem<E> item) {
      return item instanceof ScanItem.KnownEntry;
    }
  }

  private static final class Flattened<E> implements Iterator<E> {
    private final Iterator<List<E>> lists;
    private final Deque<E> rest = new ArrayDeque<>();

    Flattened(Iterator<List<E>> lists) {
      this.lists = lists;
    }

    @Override
    public boolean hasNext() {
      while (rest.isEmpty() && lists.hasNext()) {
        rest.addAll(lists.next());
      }
      return !rest.isEmpty();
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return rest.remove();
    }
  }

  /** Interrupts visits that still run and waits for their end. */
  @Override
  public void close() {
    Threads.stop(threads);
  }
}
