package io.gypsum.store.backup;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Md5;
import io.gypsum.core.document.Summary;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.FailingStore;
import io.gypsum.store.ReadStore;
import io.gypsum.store.Store;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Backups that are stopped after any write. */
class BackupCrashTest {
  private interface Start {
    void prepare(Store source, Store target);
  }

  @Test
  void aFirstBackupContinuesAfterACrashAtAnyWrite() {
    crashEverywhere(0, (source, target) -> SmallBucket.fill(source));
  }

  @Test
  void aReplacedVersionIsNeverAMixtureOfOldAndNew() {
    // It is hidden first: its summary and ..latest are deleted, and ..latest is written again.
    crashEverywhere(3, (source, target) -> {
      SmallBucket.fill(source);
      backup(source, target);
      SmallBucket.delete(source, "p/a/v2/z.txt", "p/a/v2/d/..links");
      SmallBucket.version(
          source, "p/a/v2", 9, Map.of("z.txt", "THREE", "y", "y"), Map.of());
    });
  }

  @Test
  void removalsContinueAfterACrash() {
    crashEverywhere(0, (source, target) -> {
      SmallBucket.fill(source);
      backup(source, target);
      SmallBucket.delete(
          source, "p/a/v2/..summary", "p/a/v2/..manifest", "p/a/v2/z.txt", "p/a/v2/d/..links");
      SmallBucket.latest(source, "p/a", "v1");
      SmallBucket.keys(source)
          .stream()
          .filter(key -> key.startsWith("q/"))
          .forEach(key -> SmallBucket.delete(source, key));
    });
  }

  /** @param more number of writes of a run in addition to one per object that differs */
  private static void crashEverywhere(int more, Start start) {
    for (boolean happens : new boolean[] {false, true}) {
      for (int write = 1;; write++) {
        MemoryStore source = new MemoryStore();
        MemoryStore target = new MemoryStore();
        start.prepare(source, target);
        FailingStore failing =
            happens
                ? FailingStore.after(target, write)
                : FailingStore.before(target, write, CallOutcome.NOT_DONE);
        try {
          assertThat(backup(source, failing).isComplete()).isEqualTo(!failing.hasCrashed());
        } catch (GypsumException e) {
          assertThat(failing.hasCrashed()).as("crashed: %s", e).isTrue();
        }
        assertConsistent(target, write);
        int missing = missing(source, target);
        FailingStore again = failing.restarted();
        assertThat(backup(source, again).problems()).isEmpty();
        assertThat(SmallBucket.contents(target))
            .as("after a crash in write %s", write)
            .isEqualTo(SmallBucket.contents(source));
        assertThat(again.writes())
            .as("writes after a crash in write %s", write)
            .isLessThanOrEqualTo(missing + more);
        if (!failing.hasCrashed()) {
          assertThat(write).isGreaterThan(1);
          break;
        }
      }
    }
  }

  /** Returns the objects that differ or exist at the target only. */
  private static int missing(ReadStore source, ReadStore target) {
    Map<String, String> wanted = SmallBucket.contents(source);
    Map<String, String> there = SmallBucket.contents(target);
    Set<String> keys = new HashSet<>(wanted.keySet());
    keys.addAll(there.keySet());
    keys.removeIf(key -> Objects.equals(wanted.get(key), there.get(key)));
    return keys.size();
  }

  /** Requires that readers of the target see complete versions only, and no dangling link or ..latest. */
  private static void assertConsistent(ReadStore target, int write) {
    Set<String> keys = new HashSet<>(SmallBucket.keys(target));
    for (String key : List.copyOf(keys)) {
      if (key.endsWith("/..summary")) {
        String version = key.substring(0, key.length() - "..summary".length());
        JsonInput.read(SmallBucket.text(target, key).getBytes(UTF_8), Summary::read);
        Manifest manifest =
            JsonInput.read(
                SmallBucket.text(target, version + "..manifest").getBytes(UTF_8), Manifest::read);
        manifest.files()
            .forEach(
                (path, entry) -> {
                  Link link = entry.link();
                  String file = link == null ? version + path : link.source().key().value();
                  assertThat(keys)
                      .as("%s%s, after a crash in write %s", version, path, write)
                      .contains(file);
                  if (link == null) {
                    byte[] content = SmallBucket.text(target, file).getBytes(UTF_8);
                    assertThat(Md5.of(Md5.newDigest().digest(content)))
                        .as("%s, after a crash in write %s", file, write)
                        .isEqualTo(entry.md5());
                  }
                });
      } else if (key.endsWith("/..latest")) {
        Latest latest =
            JsonInput.read(SmallBucket.text(target, key).getBytes(UTF_8), Latest::read);
        assertThat(keys)
            .as("after a crash in write %s", write)
            .contains(key.replace("..latest", latest.version() + "/..summary"));
      }
    }
  }

  private static BackupReport backup(ReadStore from, Store to) {
    return Backup.between(from, to, BackupOptions.DEFAULTS.withDelete(true)).run();
  }
}
