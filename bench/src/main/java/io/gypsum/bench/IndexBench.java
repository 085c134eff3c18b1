package io.gypsum.bench;

import java.io.IOException;
import java.util.List;

/** {@code bench/run index}: building, updating and searching the metadata index. */
public final class IndexBench {
  private IndexBench() {}

  public static void main(String[] args) throws IOException {
    Suite.run(List.of(new IndexBuilds(), new IndexUpdates(), new IndexSearches()), args);
  }
}
