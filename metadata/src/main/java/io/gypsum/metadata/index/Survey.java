package io.gypsum.metadata.index;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutorService;

import io.gypsum.core.concurrent.Threads;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.metadata.index.Source.UnreadableException;

/**
 * Goes through the bucket or a part of it, reading ahead with a bounded number of threads and a bounded amount of
 * documents in memory. Closing it gives up what is being read. Not thread-safe.
 */
final class Survey implements AutoCloseable {
  /** Of documents that are being read, or have been and not yet taken. */
  private static final long MAX_BYTES_AHEAD = 4L * Source.MAX_DOCUMENT_BYTES;

  private final Source source;
  private final int concurrency;
  private final ExecutorService threads;

  /** @param concurrency how many things are read at once */
  Survey(Source source, int concurrency) {
    this.source = source;
    this.concurrency = concurrency;
    this.threads = Threads.daemonPool(concurrency, "index reader");
  }

  /**
   * Everything in the bucket.
   *
   * @throws UnreadableException when it cannot even be listed
   */
  Iterator<IndexItem> everything() throws UnreadableException {
    return found(source.projects().stream().<Step>map(Step.Project::new).iterator());
  }

  /** Everything in one part of the bucket; nothing where there is no such part. */
  Iterator<IndexItem> everythingIn(IndexScope scope) {
    Step start =
        scope.asset() == null
            ? new Step.Project(scope.project())
            : new Step.Asset(
                new ProjectAsset(scope.project(), scope.asset()), scope.version());
    return found(List.of(start).iterator());
  }

  private Iterator<IndexItem> found(Iterator<Step> start) {
    Iterator<Step> steps = start;
    for (int i = 0; i < Step.DEPTH; i++) {
      steps =
          new Flattened(
              new ReadAhead<>(steps, new Look(source), threads, 2 * concurrency, MAX_BYTES_AHEAD));
    }
    Iterator<Step> known = steps;
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return known.hasNext();
      }

      @Override
      public IndexItem next() {
        return ((Step.Known) known.next()).found();
      }
    };
  }

  private record Look(Source source) implements ReadAhead.Work<Step, List<Step>> {
    @Override
    public List<Step> of(Step step) {
      return step.look(source);
    }

    @Override
    public long weight(Step step) {
      return step.weightBytes();
    }

    @Override
    public boolean isQuick(Step step) {
      return step instanceof Step.Known;
    }
  }

  private static final class Flattened implements Iterator<Step> {
    private final Iterator<List<Step>> lists;
    private final Deque<Step> rest = new ArrayDeque<>();

    Flattened(Iterator<List<Step>> lists) {
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
    public Step next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return rest.remove();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
