package io.gypsum.store.backup;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.CountingStore;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.NameFolding;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.backup.BackupProgress.ProblemList;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BackupProblemsTest {
  private final MemoryStore source = new MemoryStore();
  private final MemoryStore target = new MemoryStore();

  private static BackupReport backup(ReadStore from, Store to) {
    return Backup.between(from, to, BackupOptions.DEFAULTS).run();
  }

  @Test
  void aCorruptFileIsReportedAndNotWritten() {
    SmallBucket.fill(source);
    SmallBucket.put(source, "p/a/v2/z.txt", "THREE");
    BackupReport report = backup(source, target);

    assertThat(report.problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.key()).isEqualTo("p/a/v2/z.txt");
          assertThat(problem.reason()).startsWith("is corrupt: ").contains("MD5");
        });
    assertThat(SmallBucket.keys(target))
        .contains("p/a/v1/..summary", "q/b/w/..summary", "p/..permissions", "p/a/v2/d/..links")
        .doesNotContain(
            "p/a/v2/z.txt", "p/a/v2/..manifest", "p/a/v2/..summary", "p/a/..latest");
  }

  @Test
  void aCorruptFileIsNotWrittenToADisk(@TempDir Path directory) {
    SmallBucket.fill(source);
    SmallBucket.put(source, "p/a/v2/z.txt", "THREE");
    SmallBucket.delete(source, "p/a/v1/x.txt");
    try (Store disk = DiskStore.open(directory)) {
      assertThat(backup(source, disk).problems())
          .extracting(BackupProblem::key)
          .containsExactlyInAnyOrder("p/a/v2/z.txt", "p/a/v1/x.txt");
      assertThat(SmallBucket.keys(disk)).doesNotContain("p/a/v2/z.txt", "p/a/v1/x.txt");
    }
  }

  @Test
  void aNameThatTheTargetDoesNotDistinguishIsReported(@TempDir Path directory) {
    SmallBucket.fill(source);
    SmallBucket.put(source, "Q/..permissions", "{\"owners\":[],\"uploaders\":[]}");
    try (Store disk = DiskStore.openFolding(directory, NameFolding.ALL)) {
      assertThat(backup(source, disk).problems())
          .extracting(BackupProblem::toString)
          .singleElement()
          .asString()
          .contains("does not distinguish 'Q' from the existing 'q'");
      assertThat(SmallBucket.keys(disk))
          .contains("q/..permissions", "q/b/w/..summary")
          .noneMatch(key -> key.startsWith("Q/"));
    }
  }

  @Test
  void aFileOfAnotherSizeIsReportedAndNotWritten() {
    SmallBucket.fill(source);
    SmallBucket.put(source, "p/a/v1/x.txt", "one more");
    assertThat(backup(source, target).problems())
        .extracting(BackupProblem::key)
        .containsExactly("p/a/v1/x.txt");
    assertThat(SmallBucket.keys(target)).doesNotContain("p/a/v1/x.txt").contains("p/a/v1/d/y.txt");
  }

  @Test
  void aMissingFileIsReported() {
    SmallBucket.fill(source);
    SmallBucket.delete(source, "p/a/v1/x.txt", "q/b/w/e/..links");
    assertThat(backup(source, target).problems())
        .extracting(BackupProblem::toString)
        .containsExactlyInAnyOrder(
            "p/a/v1/x.txt: does not exist, but the manifest of its version lists it",
            "q/b/w/e/..links: does not exist, but the manifest has links for it");
  }

  @Test
  void aCorruptManifestIsReportedAndTheTargetKeepsItsVersion() {
    SmallBucket.fill(source);
    backup(source, target);
    Map<String, String> before = SmallBucket.contents(target);
    SmallBucket.put(source, "p/a/v1/..manifest", "{");
    BackupReport report = backup(source, target);

    assertThat(report.problems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.reason()).contains("'p/a/v1/..manifest' is corrupt"));
    assertThat(SmallBucket.contents(target)).isEqualTo(before);
  }

  @Test
  void latestIsUnchangedWhenTheVersionThatItNamesCannotBeCopied() {
    SmallBucket.fill(source);
    backup(source, target);
    SmallBucket.version(source, "p/a/v3", 4, Map.of("n", "new"), Map.of());
    SmallBucket.put(source, "p/a/v3/n", "NEW");
    SmallBucket.latest(source, "p/a", "v3");
    assertThat(backup(source, target).problemCount()).isEqualTo(1);
    assertThat(SmallBucket.text(target, "p/a/..latest")).isEqualTo("{\"version\":\"v2\"}");
  }

  @Test
  void aFileOfAnEarlierVersionOfTheSameNameIsReplaced() {
    SmallBucket.fill(source);
    SmallBucket.put(target, "p/a/v1/x.txt", "two");
    backup(source, target);
    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
  }

  @Test
  void aVersionThatIsRemovedDuringTheBackupIsNotAProblem() {
    SmallBucket.fill(source);
    Store removing = new AtGet(source, "p/a/v2/z.txt", () -> {
      SmallBucket.delete(
          source, "p/a/..latest", "p/a/v2/..summary", "p/a/v2/..manifest", "p/a/v2/z.txt",
          "p/a/v2/d/..links");
    });
    BackupReport report = backup(removing, target);

    assertThat(report.problems()).isEmpty();
    assertThat(report.versionsUnfinished()).isEqualTo(1);
    assertThat(SmallBucket.keys(target)).doesNotContain("p/a/v2/..summary", "p/a/..latest");
  }

  @Test
  void aChangeDuringTheBackupIsNotInTheCopiedLog() {
    SmallBucket.fill(source);
    String late = "..logs/2030-01-01T00:00:03.000Z_000003";
    backup(new AtGet(source, "p/a/v2/z.txt", () -> SmallBucket.put(source, late, "{}")), target);
    assertThat(target.head(new Key(late))).isEmpty();
    backup(source, target);
    assertThat(target.head(new Key(late))).isPresent();
  }

  @Test
  void aTargetThatKeepsFailingEndsTheBackup() {
    Map<String, String> files = new TreeMap<>();
    IntStream.range(0, 5000).forEach(i -> files.put("f" + i, "x"));
    SmallBucket.version(source, "p/a/v1", 1, files, Map.of());
    CountingStore tried = new CountingStore(new FullStore(target));

    assertThatThrownBy(() -> backup(source, tried))
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("gave up after 100 failures in a row")
        .hasMessageContaining("run the backup again");
    assertThat(tried.counts().puts()).isBetween(100L, 120L);
  }

  @Test
  void ninetyNineFailuresInARowAreReported() {
    Map<String, String> files = new TreeMap<>();
    IntStream.range(0, 99).forEach(i -> files.put("f" + i, "x"));
    SmallBucket.version(source, "p/a/v1", 1, files, Map.of());
    assertThat(backup(source, new FullStore(target)).problemCount()).isEqualTo(99);
  }

  @Test
  void theFirstThousandProblemsAreReported() {
    ProblemList problems = new ProblemList();
    ProblemList others = new ProblemList();
    IntStream.range(0, 1001).forEach(i -> others.add("k" + i, "r"));
    problems.addAll(others);
    assertThat(problems.first()).hasSize(1000);
    assertThat(problems.count()).isEqualTo(1001);
  }

  @Test
  void atLeastOneFileIsCopiedAtATime() {
    SmallBucket.fill(source);
    BackupOptions one = BackupOptions.DEFAULTS.withConcurrency(1);
    assertThat(Backup.between(source, target, one).run().filesCopied()).isEqualTo(4);
    assertThatThrownBy(() -> one.withConcurrency(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDocumentOverTheMaximumSizeIsRefused() {
    SmallBucket.put(source, "p/..usage", "12345");
    Key key = new Key("p/..usage");
    BackupProgress progress = new BackupProgress(BackupListener.NONE);
    assertThat(new DocumentCopy(source, target, progress, 5).source(key)).isPresent();
    DocumentCopy narrow = new DocumentCopy(source, target, progress, 4);
    assertThatThrownBy(() -> narrow.source(key))
        .hasMessageContaining("longer than the maximum of 4 bytes");
  }

  /** Runs an action before an object is read for the first time. */
  private static final class AtGet extends ForwardingStore {
    private final String key;
    private final Runnable action;
    private final AtomicInteger asked = new AtomicInteger();

    AtGet(Store delegate, String key, Runnable action) {
      super(delegate);
      this.key = key;
      this.action = action;
    }

    @Override
    public Optional<StoredObject> get(Key asks, ByteRange range) {
      if (asks.value().equals(key) && asked.getAndIncrement() == 0) {
        action.run();
      }
      return super.get(asks, range);
    }
  }

  /** Refuses all writes. */
  private static final class FullStore extends ForwardingStore {
    FullStore(Store delegate) {
      super(delegate);
    }

    @Override
    public PutResult put(Key key, Content content, PutCondition condition) {
      throw new StoreException("no space left", CallOutcome.NOT_DONE, false, null);
    }
  }
}
