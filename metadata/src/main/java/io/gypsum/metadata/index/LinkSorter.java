package io.gypsum.metadata.index;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Sorts the links of a new index by term, field and document. Links are sorted in memory in runs of the same length. If
 * there are several, they are written to a temporary file and merged, so that memory does not grow with the number of
 * links. Not thread-safe.
 */
final class LinkSorter implements LinkReceiver, AutoCloseable {
  /** The number of links that are sorted in memory. They and the space to sort them use 1.5 MB. */
  static final int RUN_LINKS = 1 << 16;

  private final int runLinks;
  private LinkRun run;
  private final SpilledRuns spilled;
  private long documents;
  private long lastPid = -1;

  /** @param file is created when memory does not suffice, and deleted by {@link #close} */
  LinkSorter(Path file) {
    this(file, RUN_LINKS);
  }

  LinkSorter(Path file, int runLinks) {
    this.runLinks = runLinks;
    this.run = new LinkRun(runLinks);
    this.spilled = new SpilledRuns(file);
  }

  /** @param pid not less than that of the previous link */
  @Override
  public void add(long pid, long fid, long tid) throws IOException {
    if (run.isFull()) {
      spill();
    }
    run.add(LinkRun.key(tid, fid), pid);
    if (pid != lastPid) {
      documents++;
      lastPid = pid;
    }
  }

  /** Returns the number of documents of which links were added. */
  long documents() {
    return documents;
  }

  private void spill() throws IOException {
    run.sort();
    spilled.add(run);
    run.clear();
  }

  /** Passes all links to {@code receiver}, in order. The sorter cannot be used again. */
  void forEach(LinkReceiver receiver) throws IOException, SQLException {
    if (spilled.count() == 0) {
      run.sort();
      for (int i = 0; i < run.size(); i++) {
        pass(run.keys()[i], run.pids()[i], receiver);
      }
    } else {
      spill();
      // The memory is needed to read the runs.
      run = new LinkRun(0);
      merge(receiver);
    }
  }

  private void merge(LinkReceiver receiver) throws IOException, SQLException {
    // Runs contain documents in the order of the runs, so of equal keys those of the first run come first.
    PriorityQueue<SpilledRuns.RunReader> readers =
        new PriorityQueue<>(
            Comparator.comparingLong(SpilledRuns.RunReader::key)
                .thenComparingInt(SpilledRuns.RunReader::index));
    readers.addAll(spilled.read(runLinks));
    while (!readers.isEmpty()) {
      SpilledRuns.RunReader first = readers.remove();
      long key = first.key();
      do {
        pass(key, first.pid(), receiver);
        first.next();
      } while (first.hasLink() && first.key() == key);
      if (first.hasLink()) {
        readers.add(first);
      }
    }
  }

  private static void pass(long key, long pid, LinkReceiver receiver)
      throws IOException, SQLException {
    receiver.add(pid, LinkRun.fid(key), LinkRun.tid(key));
  }

  /** Deletes the temporary file. */
  @Override
  public void close() throws IOException {
    spilled.close();
  }
}
