package io.gypsum.server.file;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.testing.BlockedLane;
import io.gypsum.server.testing.TestLanes;
import io.gypsum.server.testing.WatchedStore;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
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
      new PublishedVersions(new BucketReader(store), TestLanes.ample(), nanos::get);
  private Instant written;

  @BeforeEach
  void publish() {
    writeManifest("d/x");
    write(new Summary("u", START, START.plusSeconds(1), false));
  }

  private void writeManifest(String path) {
    writeManifest(path, 0);
  }

  private void writeManifest(String path, int others) {
    Md5 md5 = new Md5(1, 2);
    Link link = new Link(new FileAddress(VERSION, new UserPath("other")), null);
    Map<UserPath, ManifestEntry> files = new LinkedHashMap<>();
    files.put(new UserPath(path), new ManifestEntry(3, md5, null));
    files.put(new UserPath("d/link"), new ManifestEntry(3, md5, link));
    for (int i = 0; i < others; i++) {
      files.put(new UserPath("d/other" + i), new ManifestEntry(3, md5, null));
    }
    store.put(
        BucketLayout.manifest(VERSION),
        Content.of(new Manifest(files, Set.of(new UserPath("empty")))), PutCondition.OVERWRITE);
  }

  private void write(Summary summary) {
    store.put(SUMMARY, Content.of(summary), PutCondition.OVERWRITE);
    written = store.head(SUMMARY).orElseThrow().lastModified();
    store.takeCalls();
  }

  /** A small read does not wait for the threads that read large manifests. */
  @Test
  void whileALargeManifestIsBeingReadItsFilesAreChangeable() {
    ComputeLane lane = TestLanes.lane(1, 10);
    PublishedVersions cold = new PublishedVersions(new BucketReader(store), lane, nanos::get);
    writeManifest("d/x", 5_000);
    ObjectInfo file = object("d/x", 3, written.minusSeconds(1));
    try (BlockedLane blocked = BlockedLane.withWaiting(lane, 1, 0)) {
      for (int i = 0; i < 5; i++) {
        assertThat(cold.test(VERSION, file)).isFalse();
      }
      blocked.awaitWaiting(1);
    }
    while (!cold.test(VERSION, file)) {
      Thread.onSpinWait();
    }
    assertThat(cold.test(VERSION, object("d/y", 3, written.minusSeconds(1)))).isFalse();
  }

  @Test
  void ifNoThreadCanReadALargeManifestItsFilesAreChangeable() {
    ComputeLane closed = TestLanes.lane(1, 10);
    closed.close();
    PublishedVersions cold = new PublishedVersions(new BucketReader(store), closed, nanos::get);
    writeManifest("d/x", 5_000);
    assertThat(cold.test(VERSION, object("d/x", 3, written.minusSeconds(1)))).isFalse();
  }

  @Test
  void aLargeManifestIsReadAtOnceIfAThreadIsFree() {
    writeManifest("d/x", 5_000);
    assertThat(isImmutable("d/x", 3)).isTrue();
  }

  private static ObjectInfo object(String path, long sizeBytes, Instant lastModified) {
    return new ObjectInfo(
        new Key(VERSION + "/" + path), sizeBytes, new ETag("any"), lastModified);
  }

  private boolean isImmutable(Instant lastModified) {
    return versions.test(VERSION, object("d/x", 3, lastModified));
  }

  private boolean isImmutable(String path, long sizeBytes) {
    return versions.test(VERSION, object(path, sizeBytes, written.minusSeconds(1)));
  }

  private void requireReads(int count, Instant lastModified) {
    assertThat(isImmutable(lastModified)).isTrue();
    assertThat(store.takeCalls().stream().filter(call -> call.endsWith("/..summary")))
        .hasSize(count);
  }

  @Test
  void onlyObjectsThatTheManifestNamesAreImmutable() {
    assertThat(isImmutable("d/x", 3)).isTrue();
    assertThat(isImmutable("d/x", 4)).as("another size").isFalse();
    assertThat(isImmutable("d/link", 3)).as("a link has no object").isFalse();
    assertThat(isImmutable("empty", 0)).as("an empty directory has no object").isFalse();
    assertThat(isImmutable("d/stray", 3)).isFalse();
    assertThat(isImmutable("x", 3)).isFalse();
  }

  @Test
  void documentsOfThePublishedVersionAreImmutable() {
    for (String document : List.of("..manifest", "..links", "d/..links")) {
      assertThat(isImmutable(document, 1)).as(document).isTrue();
    }
    assertThat(versions.test(VERSION, store.head(SUMMARY).orElseThrow())).isTrue();
    for (String other : List.of("..other", "d/..summary", "d/..manifest", "..links/x")) {
      assertThat(isImmutable(other, 1)).as(other).isFalse();
    }
  }

  @Test
  void theManifestIsReadOnce() {
    for (int i = 0; i < 3; i++) {
      assertThat(isImmutable("d/x", 3)).isTrue();
      assertThat(isImmutable("d/stray", 3)).isFalse();
    }
    assertThat(store.takeCalls()).containsExactly("get p/a/v/..summary", "get p/a/v/..manifest");
  }

  @Test
  void aRecreatedVersionIsComparedWithItsOwnManifest() {
    assertThat(isImmutable("d/x", 3)).isTrue();
    store.delete(List.of(SUMMARY));
    writeManifest("d/y");
    Instant old = written;
    while (!written.isAfter(old)) {
      write(new Summary("u", START.plusSeconds(60), START.plusSeconds(61), false));
    }
    assertThat(versions.test(VERSION, object("d/y", 3, written))).isTrue();
    assertThat(versions.test(VERSION, object("d/x", 3, written))).isFalse();
  }

  @Test
  void withoutAReadableManifestNoFileIsImmutable() {
    store.delete(List.of(BucketLayout.manifest(VERSION)));
    assertThat(isImmutable("d/x", 3)).isFalse();
    assertThat(versions.test(VERSION, store.head(SUMMARY).orElseThrow())).isTrue();
  }

  @Test
  void aSummaryThatWasReplacedByThePublicationIsNotImmutable() {
    write(new Summary("u", START, START.plusSeconds(1), true));
    ObjectInfo onProbation = store.head(SUMMARY).orElseThrow();
    write(new Summary("u", START, START.plusSeconds(1), false));

    assertThat(versions.test(VERSION, onProbation)).isFalse();
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
    assertThat(isImmutable(old.plusSeconds(60))).isFalse();
    assertThat(isImmutable(old)).isFalse();
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
