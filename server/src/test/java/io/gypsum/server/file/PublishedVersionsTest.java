package io.gypsum.server.file;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PublishedVersionsTest {
  private static final AssetVersion VERSION = AssetVersion.parse("p/a/v");
  private static final Key SUMMARY = BucketLayout.summary(VERSION);
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final WatchedStore store = new WatchedStore(new MemoryStore());
  private final AtomicLong nanos = new AtomicLong(-5);
  private final PublishedVersions versions =
      new PublishedVersions(new BucketReader(store), nanos::get);
  private Instant written;

  @BeforeEach
  void publish() {
    write(new Summary("u", START, START.plusSeconds(1), false));
  }

  private void write(Summary summary) {
    store.put(SUMMARY, Content.of(summary), PutCondition.OVERWRITE);
    written = store.head(SUMMARY).orElseThrow().lastModified();
    store.takeCalls();
  }

  private void requireReads(int count, Instant lastModified) {
    assertThat(versions.test(VERSION, lastModified)).isTrue();
    assertThat(store.takeCalls()).hasSize(count);
  }

  @Test
  void objectsWrittenBeforeTheSummaryCostOneRead() {
    requireReads(1, written.minusSeconds(1));
    requireReads(0, written.minusSeconds(1));
  }

  @Test
  void objectsWrittenAtTheTimeOfTheSummaryCostReadsUntilThatTimeIsUnambiguous() {
    requireReads(1, written);
    nanos.addAndGet(PublishedVersions.TIME_RESOLUTION.toNanos() - 1);
    requireReads(1, written);
    nanos.addAndGet(1);
    requireReads(1, written);
    requireReads(0, written);
    requireReads(0, written.minusSeconds(1));
  }

  @Test
  void objectsWrittenLaterCostAReadEachTime() {
    requireReads(1, written.plusMillis(1));
    nanos.addAndGet(PublishedVersions.TIME_RESOLUTION.toNanos());
    requireReads(1, written.plusMillis(1));
    requireReads(1, written.plusMillis(1));
  }

  @Test
  void aVersionThatIsRecreatedIsNotTakenForTheOldOne() {
    requireReads(1, written);
    nanos.addAndGet(PublishedVersions.TIME_RESOLUTION.toNanos());
    requireReads(1, written);
    Instant old = written;
    store.delete(List.of(SUMMARY));
    write(new Summary("u", START.plusSeconds(60), null, false));
    assertThat(versions.test(VERSION, old.plusSeconds(60))).isFalse();
    assertThat(versions.test(VERSION, old)).isFalse();
  }

  @Test
  void aReplacedSummaryIsTreatedAsNew() {
    requireReads(1, written);
    nanos.addAndGet(PublishedVersions.TIME_RESOLUTION.toNanos());
    Instant old = written;
    while (!written.isAfter(old)) {
      write(new Summary("u", START.plusSeconds(60), START.plusSeconds(61), false));
    }
    requireReads(1, written);
    requireReads(1, written);
  }
}
