package io.gypsum.metadata.index;

import java.time.Duration;
import java.time.InstantSource;

/**
 * How an indexer works.
 *
 * @param concurrency how many objects are read at once, at least 1
 * @param logRetention how long the store's servers keep change logs; 7 days (rest-api.md, section 1)
 * @param listener is told how it goes on
 */
public record IndexOptions(
    int concurrency, Duration logRetention, InstantSource clock, IndexListener listener) {
  public static final IndexOptions DEFAULTS =
      new IndexOptions(8, Duration.ofDays(7), InstantSource.system(), IndexListener.NONE);

  public IndexOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException("a concurrency of " + concurrency);
    }
  }

  public IndexOptions withConcurrency(int objects) {
    return new IndexOptions(objects, logRetention, clock, listener);
  }

  public IndexOptions withLogRetention(Duration kept) {
    return new IndexOptions(concurrency, kept, clock, listener);
  }

  public IndexOptions withClock(InstantSource time) {
    return new IndexOptions(concurrency, logRetention, time, listener);
  }

  public IndexOptions withListener(IndexListener told) {
    return new IndexOptions(concurrency, logRetention, clock, told);
  }
}
