package io.gypsum.store.backup;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.Key;
import io.gypsum.store.CountingStore;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreCounts;
import io.gypsum.store.bucket.PublicServiceProject;
import io.gypsum.store.disk.DiskReadStore;
import io.gypsum.store.disk.DiskStore;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BackupTest {
  private final MemoryStore source = new MemoryStore();
  private final MemoryStore target = new MemoryStore();

  @BeforeEach
  void fill() {
    SmallBucket.fill(source);
  }

  private static BackupReport backup(ReadStore from, Store to) {
    return Backup.between(from, to, BackupOptions.DEFAULTS).run();
  }

  private BackupReport mirror() {
    return Backup.between(source, target, BackupOptions.DEFAULTS.withDelete(true)).run();
  }

  @Test
  void aBackupMakesTheTargetEqualToTheSource() {
    BackupReport report = backup(source, target);

    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
    assertThat(report.problems()).isEmpty();
    assertThat(report)
        .isEqualTo(
            new BackupReport(3, 0, 0, 4, 0, 11, 19, 0, report.problems(), 0, IgnoredObjects.NONE));
    assertThat(source.openHandles()).isZero();
    assertThat(target.openHandles()).isZero();
  }

  @Test
  void objectsThatAreNotKnownAreNamed() {
    SmallBucket.addWhatIsInTheWork(source);
    for (String key : List.of(
        "readme", "..other/x", "p/..notes", "p/..old/x", "p/a/..permissions", "p/a/v1/orphan",
        "p/a/v1/..README", "q/b/w/d/..extra")) {
      SmallBucket.put(source, key, "{}");
    }

    BackupReport report = backup(source, target);

    assertThat(report.isComplete()).isTrue();
    assertThat(report.ignored())
        .isEqualTo(
            new IgnoredObjects(
                List.of(
                    "..other/", "p/..notes", "p/..old/", "p/a/..permissions", "p/a/v1/..README",
                    "p/a/v1/orphan", "q/b/w/d/..extra", "readme"),
                8));
  }

  @Test
  void aProjectOfThePublicServiceIsCopiedByteByByte() {
    new PublicServiceProject("odd").write(source);

    BackupReport report = backup(source, target);

    assertThat(report.problems()).isEmpty();
    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
  }

  @Test
  void aSecondRunWritesNothing() {
    backup(source, target);
    CountingStore counting = new CountingStore(target);
    BackupReport report = backup(source, counting);

    StoreCounts counts = counting.counts();
    assertThat(counts.puts()).isZero();
    assertThat(counts.deletes()).isZero();
    assertThat(report.versionsUnchanged()).isEqualTo(3);
    assertThat(report.filesSkipped()).isEqualTo(4);
    // Per version the manifest and the summary, per asset ..latest, per project three documents.
    assertThat(counts)
        .isEqualTo(StoreCounts.gets(3 * 2 + 2 + 2 * 3).plus(StoreCounts.lists(3 + 1, 3 + 1)));
  }

  @Test
  void aSecondRunReadsNoFileOfTheSource() {
    backup(source, target);
    CountingStore counting = new CountingStore(source);
    backup(counting, target);

    // Summaries and manifests, ..latest, documents of projects; listings of the root, projects, assets and logs.
    assertThat(counting.counts())
        .isEqualTo(StoreCounts.gets(3 * 2 + 2 + 2 * 3).plus(StoreCounts.lists(6, 6)));
  }

  @Test
  void locksAndUnfinishedVersionsAreNotCopied() {
    Map<String, String> finished = SmallBucket.contents(source);
    SmallBucket.addWhatIsInTheWork(source);
    BackupReport report = backup(source, target);

    assertThat(SmallBucket.contents(target)).isEqualTo(finished);
    assertThat(report.versionsUnfinished()).isEqualTo(1);
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void aDirectoryIsUnchangedAfterABackupToMemoryAndBack(@TempDir Path directory) {
    try (
        Store first = DiskStore.open(directory.resolve("first"));
        Store second = DiskStore.open(directory.resolve("second"))) {
      SmallBucket.fill(first);
      try (ReadStore read = DiskReadStore.open(directory.resolve("first"))) {
        backup(read, target);
      }
      backup(target, second);
      assertThat(SmallBucket.contents(second)).isEqualTo(SmallBucket.contents(first));
      CountingStore counting = new CountingStore(second);
      assertThat(backup(target, counting).filesCopied()).isZero();
      assertThat(counting.counts().puts()).isZero();
    }
  }

  @Test
  void onlyNewObjectsAreCopied() {
    backup(source, target);
    SmallBucket.version(source, "p/a/v3", 4, Map.of("n.txt", "new"), Map.of());
    SmallBucket.latest(source, "p/a", "v3");
    BackupReport report = backup(source, target);

    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
    assertThat(report.versionsCopied()).isEqualTo(1);
    assertThat(report.filesCopied()).isEqualTo(1);
    assertThat(report.documentsCopied()).isEqualTo(3);
  }

  @Test
  void objectsThatTheTargetLostAreCopiedAgain() {
    backup(source, target);
    SmallBucket.delete(target, "p/a/v1/x.txt", "p/a/v2/d/..links");
    SmallBucket.put(target, "p/a/v1/d/y.txt", "too long");
    backup(source, target);

    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
  }

  @Test
  void aVersionThatWasRecreatedIsReplaced() {
    backup(source, target);
    SmallBucket.delete(source, "p/a/v2/z.txt", "p/a/v2/d/..links");
    SmallBucket.version(source, "p/a/v2", 9, Map.of("z.txt", "THREE", "y", "y"), Map.of());
    backup(source, target);

    // An object that is in no manifest is kept without the delete option.
    assertThat(target.head(new Key("p/a/v2/d/..links"))).isPresent();
    BackupReport report = mirror();
    assertThat(report.objectsDeleted()).isEqualTo(1);
    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
  }

  @Test
  void ofAnApprovedVersionOnlyTheSummaryIsCopied() {
    String summary = SmallBucket.text(source, "p/a/v2/..summary");
    SmallBucket.put(
        source, "p/a/v2/..summary", summary.replace("}", ",\"on_probation\":true}"));
    backup(source, target);
    SmallBucket.put(source, "p/a/v2/..summary", summary);
    BackupReport report = backup(source, target);

    assertThat(report.documentsCopied()).isEqualTo(1);
    assertThat(report.filesSkipped()).isEqualTo(4);
    assertThat(SmallBucket.text(target, "p/a/v2/..summary")).isEqualTo(summary);
  }

  @Test
  void nothingIsRemovedWithoutTheDeleteOption() {
    backup(source, target);
    Map<String, String> before = SmallBucket.contents(target);
    SmallBucket.keys(source).forEach(key -> {
      if (key.startsWith("q/")) {
        SmallBucket.delete(source, key);
      }
    });
    backup(source, target);
    assertThat(SmallBucket.contents(target)).isEqualTo(before);

    BackupReport report = mirror();
    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
    assertThat(report.objectsDeleted()).isEqualTo(8);
    assertThat(report.problems()).isEmpty();
  }

  @Test
  void expiredLogEntriesAreRemovedWithTheDeleteOption() {
    backup(source, target);
    SmallBucket.delete(source, "..logs/2030-01-01T00:00:01.000Z_000001");
    mirror();
    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
  }

  @Test
  void anEmptySourceIsRefusedWithTheDeleteOption() {
    backup(source, target);
    Map<String, String> before = SmallBucket.contents(target);
    assertThatThrownBy(
        () -> Backup.between(new MemoryStore(), target, BackupOptions.DEFAULTS.withDelete(true))
            .run())
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("the source is empty");
    assertThat(SmallBucket.contents(target)).isEqualTo(before);
  }

  @Test
  void anEmptySourceIsRefusedIfTheTargetIsNotEmpty() {
    backup(source, target);
    assertThatThrownBy(
        () -> Backup.between(new MemoryStore(), target, BackupOptions.DEFAULTS).run())
        .isInstanceOf(GypsumException.class)
        .hasMessageContaining("the source is empty, but the target is not")
        .hasMessageContaining("check that it is the right store");
    assertThat(
        Backup.between(new MemoryStore(), new MemoryStore(), BackupOptions.DEFAULTS)
            .run()
            .isComplete())
        .isTrue();
  }

  @Test
  void aDryRunCountsAndWritesNothing() {
    MemoryStore empty = new MemoryStore();
    BackupReport rehearsal = Backup.rehearsal(source, empty, BackupOptions.DEFAULTS).run();

    assertThat(SmallBucket.keys(empty)).isEmpty();
    assertThat(rehearsal).isEqualTo(backup(source, target));
  }

  @Test
  void aDryRunCountsWhatTheRealRunDeletes() {
    backup(source, target);
    assertDryRunCountsLikeTheRealRun();
    // A removed version, the latest one; another one that was replaced; and a removed project.
    SmallBucket.keys(source)
        .stream()
        .filter(key -> key.startsWith("p/a/") || key.startsWith("q/"))
        .forEach(key -> SmallBucket.delete(source, key));
    SmallBucket.latest(source, "p/a", "v1");
    SmallBucket.delete(source, "..logs/2030-01-01T00:00:01.000Z_000001");
    SmallBucket.version(source, "p/a/v1", 9, Map.of("new.txt", "new"), Map.of());
    SmallBucket.put(target, "p/a/v1/extra/..links", "{}");
    assertDryRunCountsLikeTheRealRun();

    assertThat(SmallBucket.contents(target)).isEqualTo(SmallBucket.contents(source));
  }

  private void assertDryRunCountsLikeTheRealRun() {
    Map<String, String> before = SmallBucket.contents(target);
    BackupReport rehearsal =
        Backup.rehearsal(source, target, BackupOptions.DEFAULTS.withDelete(true)).run();
    assertThat(SmallBucket.contents(target)).isEqualTo(before);
    assertThat(rehearsal).isEqualTo(mirror());
  }

  @Test
  void aStoreWithAProjectOrAVersionIsNotEmpty() {
    assertThat(Backup.hasAnything(source)).isTrue();
    MemoryStore other = new MemoryStore();
    SmallBucket.put(other, "photos/2030/summer/a.jpg", "picture");
    assertThat(Backup.hasAnything(other)).isFalse();
    SmallBucket.put(other, "photos/2030/summer/..summary", "{}");
    assertThat(Backup.hasAnything(other)).isTrue();
  }
}
