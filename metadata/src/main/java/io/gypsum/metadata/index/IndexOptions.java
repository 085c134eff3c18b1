package io.gypsum.metadata.index;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Options of a {@link MetadataIndexer}.
 *
 * @param concurrency maximum number of objects read at a time, at least 1
 * @param logRetention how long the store's servers keep change log entries; 7 days by default (rest-api.md, section 1)
 * @param listener receives progress events
 */
public record IndexOptions(
    int concurrency, Duration logRetention, InstantSource clock, IndexListener listener) {
  public static final IndexOptions DEFAULTS =
      new IndexOptions(8, Duration.ofDays(7), InstantSource.system(), IndexListener.NONE);

  public IndexOptions {
    if (concurrency < 1) {
      throw new IllegalArgumentException(
          "invalid concurrency " + concurrency + ": expected at least 1");
    }
  }

  public IndexOptions withConcurrency(int objects) {
    return new IndexOptions(objects, logRetention, clock, listener);
  }

  public IndexOptions withLogRetention(Duration retention) {
    return new IndexOptions(concurrency, retention, clock, listener);
  }

  public IndexOptions withClock(InstantSource source) {
    return new IndexOptions(concurrency, logRetention, source, listener);
  }

  public IndexOptions withListener(IndexListener receiver) {
    return new IndexOptions(concurrency, logRetention, clock, receiver);
  }
}
