package io.gypsum.metadata.index;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Sorted runs of links in a temporary file: for each run its keys, then its documents. They can be read only by this
 * process. Not thread-safe.
 */
final class SpilledRuns implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final Path path;
  /** Null until the first run is written. Unlike a channel, an interrupt does not close it. */
  private @Nullable RandomAccessFile file;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.nativeOrder());
  private final List<StoredRun> runs = new ArrayList<>();
  private long length;

  /** @param start the position of the first key */
  private record StoredRun(long start, int links) {
    long keyAt(int link) {
      return start + (long) link * Long.BYTES;
    }

    long pidAt(int link) {
      return keyAt(links) + (long) link * Integer.BYTES;
    }
  }

  /** @param path is created by {@link #add} and deleted by {@link #close} */
  SpilledRuns(Path path) {
    this.path = path;
  }

  int count() {
    return runs.size();
  }

  /** @throws IOException if the file cannot be written, for example because the disk is full */
  void add(LinkRun run) throws IOException {
    StoredRun stored = new StoredRun(length, run.size());
    RandomAccessFile out = open();
    out.seek(length);
    for (int done = 0; done < run.size();) {
      int count = Math.min(run.size() - done, BUFFER_BYTES / Long.BYTES);
      buffer.clear().asLongBuffer().put(run.keys(), done, count);
      out.write(buffer.array(), 0, count * Long.BYTES);
      done += count;
    }
    for (int done = 0; done < run.size();) {
      int count = Math.min(run.size() - done, BUFFER_BYTES / Integer.BYTES);
      buffer.clear().asIntBuffer().put(run.pids(), done, count);
      out.write(buffer.array(), 0, count * Integer.BYTES);
      done += count;
    }
    runs.add(stored);
    length = stored.pidAt(run.size());
  }

  private RandomAccessFile open() throws IOException {
    if (file == null) {
      file = new RandomAccessFile(path.toFile(), "rw");
    }
    return file;
  }

  /**
   * Returns a reader of each run that is not empty, at its first link.
   *
   * @param maxLinks how many links the readers together may hold in memory; each holds at least one
   */
  List<RunReader> read(int maxLinks) throws IOException {
    int linksEach = Math.max(1, maxLinks / Math.max(1, runs.size()));
    List<RunReader> readers = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RunReader reader = new RunReader(i, runs.get(i), linksEach);
      if (reader.hasLink()) {
        readers.add(reader);
      }
    }
    return readers;
  }

  /** Reads the links of a run in order. */
  final class RunReader {
    private final int index;
    private final StoredRun run;
    private final long[] keys;
    private final int[] pids;
    /** How many links of the run precede the arrays, how many are in them, and the position of the current one. */
    private int before;
    private int loaded;
    private int current;

    private RunReader(int index, StoredRun run, int maxLinks) throws IOException {
      this.index = index;
      this.run = run;
      this.keys = new long[Math.min(maxLinks, run.links())];
      this.pids = new int[keys.length];
      load();
    }

    /** Returns the position of the run among all runs. */
    int index() {
      return index;
    }

    boolean hasLink() {
      return current < loaded;
    }

    long key() {
      return keys[current];
    }

    int pid() {
      return pids[current];
    }

    /** Advances to the next link. */
    void next() throws IOException {
      current++;
      if (current == loaded) {
        load();
      }
    }

    private void load() throws IOException {
      before += loaded;
      loaded = Math.min(keys.length, run.links() - before);
      current = 0;
      for (int done = 0; done < loaded;) {
        int count = Math.min(loaded - done, BUFFER_BYTES / Long.BYTES);
        fill(run.keyAt(before + done), count * Long.BYTES).asLongBuffer().get(keys, done, count);
        done += count;
      }
      for (int done = 0; done < loaded;) {
        int count = Math.min(loaded - done, BUFFER_BYTES / Integer.BYTES);
        fill(run.pidAt(before + done), count * Integer.BYTES).asIntBuffer().get(pids, done, count);
        done += count;
      }
    }
  }

  private ByteBuffer fill(long position, int bytes) throws IOException {
    RandomAccessFile in = open();
    in.seek(position);
    in.readFully(buffer.array(), 0, bytes);
    return buffer.clear();
  }

  /** Deletes the file. */
  @Override
  public void close() throws IOException {
    try {
      if (file != null) {
        file.close();
      }
    } finally {
      Files.deleteIfExists(path);
    }
  }
}
