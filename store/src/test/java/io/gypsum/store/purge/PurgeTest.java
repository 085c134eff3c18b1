package io.gypsum.store.purge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Content;
import io.gypsum.store.FailingStore;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;
import io.gypsum.store.lock.Leases;
import io.gypsum.store.lock.Operation;
import io.gypsum.store.lock.ProjectLocks;
import io.gypsum.store.memory.MemoryStore;
import io.gypsum.store.purge.Purge.PurgeResult;
import io.gypsum.store.purge.PurgeAges.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PurgeTest {
  private static final Instant NOW = Instant.parse("2030-06-30T00:00:00Z");
  private static final PurgeAges AGES = new PurgeAges(Duration.ofDays(90), Duration.ofDays(7));
  private static final String OLD = "2030-01-01T00:00:00Z";
  private static final String RECENT = "2030-06-29T00:00:00Z";

  private MemoryStore store = new MemoryStore();

  @BeforeEach
  void fill() {
    put("p/..permissions", "{\"owners\":[],\"uploaders\":[]}");
    put("p/..usage", "{\"total\":15}");
    version("p/a/published", OLD, OLD, false);
    version("p/a/waiting", OLD, OLD, true);
    version("p/a/recent", OLD, RECENT, true);
    version("p/b/abandoned", OLD, null, false);
    version("p/b/started", RECENT, null, true);
  }

  private void version(String path, String start, String finish, boolean probation) {
    put(path + "/file", "12345");
    put(path + "/..manifest", "{\"file\":{\"size\":5,\"md5sum\":\"x\"}}");
    put(
        path + "/..summary",
        "{\"upload_user_id\":\"u\",\"upload_start\":\"" + start + "\""
            + (finish == null ? "" : ",\"upload_finish\":\"" + finish + "\"")
            + (probation ? ",\"on_probation\":true" : "") + "}");
  }

  private void put(String key, String text) {
    put(store, key, text);
  }

  private static void put(Store to, String key, String text) {
    assertThat(
        to.put(
            new Key(key), Content.of(text.getBytes(StandardCharsets.UTF_8)),
            PutCondition.OVERWRITE))
        .isInstanceOf(PutResult.Written.class);
  }

  /** Returns all objects except the internal changes. */
  private static SortedMap<String, String> contents(Store of) {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<ObjectEntry> listing = of.list(Prefix.ALL)) {
      listing.filter(entry -> !entry.text().startsWith("..changes/"))
          .forEach(entry -> contents.put(entry.text(), text(of, entry.key())));
    }
    return contents;
  }

  private static String text(Store of, Key key) {
    try (StoredObject object = of.get(key, ByteRange.ALL).orElseThrow()) {
      return new String(object.body().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> run(Store on) {
    List<String> results = new ArrayList<>();
    new Purge(AGES, InstantSource.fixed(NOW), new Random(1))
        .run(on, result -> results.add(text(result)));
    return results;
  }

  private static String text(PurgeResult result) {
    if (result instanceof PurgeResult.Purged purged) {
      return purged.version() + " " + purged.reason();
    }
    return result instanceof PurgeResult.Locked locked
        ? locked.version() + " locked"
        : ((PurgeResult.Unreadable) result).version() + " unreadable";
  }

  @Test
  void oldUnpublishedVersionsAreDeletedAndTheUsageIsReduced() {
    SortedMap<String, String> before = contents(store);

    assertThat(run(store))
        .containsExactly("p/a/waiting PROBATION", "p/b/abandoned UNFINISHED_UPLOAD");

    SortedMap<String, String> expected = new TreeMap<>(before);
    expected.keySet()
        .removeIf(key -> key.startsWith("p/a/waiting/") || key.startsWith("p/b/abandoned/"));
    expected.put("p/..usage", "{\"total\":10}");
    assertThat(contents(store)).isEqualTo(expected);
    try (Stream<ObjectEntry> changes = store.list(BucketLayout.CHANGES)) {
      assertThat(changes.map(change -> text(store, change.key())))
          .containsExactly(
              "{\"type\":\"reject-version\",\"project\":\"p\",\"asset\":\"a\",\"version\":\"waiting\"}");
    }
    assertThat(run(store)).isEmpty();
  }

  @Test
  void aRehearsalWritesNothing() {
    SortedMap<String, String> before = contents(store);
    List<String> results = new ArrayList<>();
    new Purge(AGES, InstantSource.fixed(NOW), new Random(1))
        .rehearse(FailingStore.before(store, 1, CallOutcome.NOT_DONE), r -> results.add(text(r)));
    assertThat(results)
        .containsExactly("p/a/waiting PROBATION", "p/b/abandoned UNFINISHED_UPLOAD");
    assertThat(contents(store)).isEqualTo(before);
  }

  @Test
  void aVersionIsPurgedOnlyAfterTheAge() {
    Summary probation = new Summary("u", NOW, NOW, true);
    Summary upload = new Summary("u", NOW, null, null);
    Instant ninety = NOW.plus(Duration.ofDays(90));
    assertThat(AGES.reason(probation, ninety)).isEmpty();
    assertThat(AGES.reason(probation, ninety.plusNanos(1))).contains(Reason.PROBATION);
    Instant seven = NOW.plus(Duration.ofDays(7));
    assertThat(AGES.reason(upload, seven)).isEmpty();
    assertThat(AGES.reason(upload, seven.plusNanos(1))).contains(Reason.UNFINISHED_UPLOAD);
    assertThat(new PurgeAges(null, null).reason(upload, Instant.MAX)).isEmpty();
    assertThat(new PurgeAges(null, null).reason(probation, Instant.MAX)).isEmpty();
  }

  @Test
  void anUploadWithoutAStartAndAPublishedVersionAreKept() {
    assertThat(AGES.reason(new Summary("u", Instant.EPOCH, null, null), NOW)).isEmpty();
    assertThat(AGES.reason(new Summary("u", NOW, NOW, null), NOW.plus(Duration.ofDays(9999))))
        .isEmpty();
  }

  @Test
  void versionsOfALockedProjectAreKept() {
    put("p/..LOCK", "{\"session_hash\":\"x\"}");
    SortedMap<String, String> before = contents(store);
    assertThat(run(store)).containsExactly("p/a/waiting locked", "p/b/abandoned locked");
    assertThat(contents(store)).isEqualTo(before);
  }

  private static void lock(Store of, String asset, String version, Instant until) {
    put(
        of, "p/..LOCK",
        "{\"session_hash\":\"x\",\"asset\":\"" + asset + "\",\"version\":\"" + version
            + "\",\"journal\":{\"operation\":\"upload\",\"user\":\"u\",\"holder\":\"h\",\"since\":\""
            + OLD
            + "\",\"until\":\"" + until + "\"}}");
  }

  @Test
  void aLockThatAServerMayStillUseIsKept() {
    // A server with the longest step lease may still write until the end of its grace period.
    lock(store, "b", "abandoned", NOW.minus(Leases.MAX_STEP.dividedBy(2)));
    SortedMap<String, String> before = contents(store);
    List<PurgeResult> results = new ArrayList<>();
    new Purge(AGES, InstantSource.fixed(NOW), new Random(1)).run(store, results::add);
    assertThat(results)
        .allSatisfy(
            result -> assertThat(((PurgeResult.Locked) result).problem())
                .startsWith("project 'p' is locked: upload of 'p/b/abandoned' by 'u'"))
        .hasSize(2);
    assertThat(contents(store)).isEqualTo(before);
  }

  @Test
  void anExpiredLockIsRecoveredFirst() {
    MemoryStore reference = copy(contents(store));
    assertThat(run(reference)).hasSize(2);
    lock(
        store, "b", "abandoned",
        NOW.minus(Leases.MAX_STEP.dividedBy(2)).minus(Duration.ofMillis(1)));
    // The recovery rolls back the upload, possibly before the purge reaches it.
    assertThat(run(store)).contains("p/a/waiting PROBATION");
    assertThat(contents(store)).isEqualTo(contents(reference));
  }

  @Test
  void anUploadThatTheRecoveryRolledBackIsReported() {
    store = new MemoryStore();
    version("p/b/abandoned", OLD, null, false);
    lock(store, "b", "abandoned", NOW.minus(Duration.ofDays(1)));
    assertThat(run(store)).containsExactly("p/b/abandoned UNFINISHED_UPLOAD");
    assertThat(contents(store)).isEmpty();
  }

  @Test
  void ofAPurgeAndAServerThatRecoverTheSameLockOneAcquiresIt() {
    lock(store, "b", "other", NOW.minus(Duration.ofDays(1)));
    ProjectLocks server =
        new ProjectLocks(store, InstantSource.fixed(NOW), Leases.DEFAULT, Sleeper.SYSTEM);
    ProjectName project = new ProjectName("p");
    Store racing = new ForwardingStore(store) {
      private boolean overtaken;

      @Override
      public PutResult put(Key key, Content content, PutCondition condition) {
        if (condition instanceof PutCondition.IfMatch && !overtaken) {
          overtaken = true;
          // After the purge has read the expired lock, and before it takes over.
          assertThat(server.acquire(project, Operation.REFRESH, "s")).isNotNull();
        }
        return super.put(key, content, condition);
      }
    };
    SortedMap<String, String> before = contents(store);
    assertThat(run(racing)).containsExactly("p/a/waiting locked", "p/b/abandoned locked");
    SortedMap<String, String> after = contents(store);
    assertThat(after.remove("p/..LOCK")).contains("\"user\":\"s\"");
    before.remove("p/..LOCK");
    assertThat(after).isEqualTo(before);
  }

  @Test
  void aStoreThatTakesMinutesForAWriteDoesNotEndTheLease() {
    Instant[] now = {NOW};
    Store slow = new ForwardingStore(store) {
      @Override
      public PutResult put(Key key, Content content, PutCondition condition) {
        now[0] = now[0].plus(Leases.MAX_STEP.dividedBy(2).minusMillis(1));
        return super.put(key, content, condition);
      }
    };
    List<String> results = new ArrayList<>();
    new Purge(AGES, () -> now[0], new Random(1)).run(slow, result -> results.add(text(result)));
    assertThat(results)
        .containsExactly("p/a/waiting PROBATION", "p/b/abandoned UNFINISHED_UPLOAD");
    assertThat(contents(store)).doesNotContainKey("p/..LOCK");
  }

  @Test
  void aCorruptLockIsReported() {
    put("p/..LOCK", "{");
    assertThat(run(store)).containsExactly("p/a/waiting unreadable", "p/b/abandoned unreadable");
  }

  @Test
  void anUnreadableSummaryOrUsageIsReportedAndTheOtherVersionsArePurged() {
    put("p/a/published/..summary", "{");
    put("p/..usage", "{");
    assertThat(run(store))
        .containsExactly(
            "p/a/published unreadable", "p/a/waiting unreadable",
            "p/b/abandoned UNFINISHED_UPLOAD");
    assertThat(contents(store)).containsKey("p/a/waiting/file")
        .doesNotContainKey("p/..LOCK");
  }

  @Test
  void aVersionThatIsApprovedMeanwhileIsKept() {
    Store approving = new ForwardingStore(store) {
      @Override
      public PutResult put(Key key, Content content, PutCondition condition) {
        PutResult result = super.put(key, content, condition);
        if (condition instanceof PutCondition.Create) {
          version("p/a/waiting", OLD, OLD, false);
        }
        return result;
      }
    };
    assertThat(run(approving)).containsExactly("p/b/abandoned UNFINISHED_UPLOAD");
    assertThat(contents(store)).containsKey("p/a/waiting/..summary")
        .containsEntry("p/..usage", "{\"total\":15}")
        .doesNotContainKey("p/..LOCK");
  }

  @Test
  void aCrashAtAnyWriteLeavesEachVersionOrDeletesIt() {
    SortedMap<String, String> before = contents(store);
    MemoryStore reference = copy(before);
    assertThat(run(reference)).hasSize(2);
    SortedMap<String, String> after = contents(reference);
    for (String mode : List.of("not done", "unknown", "done")) {
      boolean crashed = true;
      for (int write = 1; crashed; write++) {
        store = copy(before);
        FailingStore failing = switch (mode) {
          case "not done" -> FailingStore.before(store, write, CallOutcome.NOT_DONE);
          case "unknown" -> FailingStore.before(store, write, CallOutcome.UNKNOWN);
          default -> FailingStore.after(store, write);
        };
        try {
          assertThat(run(failing)).isNotNull();
        } catch (StoreException e) {
          // The crash.
        }
        crashed = failing.hasCrashed();
        Instant later = NOW.plus(Duration.ofDays(2));
        boolean unlocked =
            new ProjectLocks(store, InstantSource.fixed(later), Leases.DEFAULT, Sleeper.SYSTEM)
                .recover(new ProjectName("p"));

        String at = mode + ", write " + write;
        assertThat(unlocked).as(at).isTrue();
        assertConsistent(at, contents(store), before, after);
        // The next run completes the work.
        assertThat(run(store)).as(at).doesNotContain("p/a/published PROBATION");
        assertThat(contents(store)).as(at).isEqualTo(after);
        assertThat(write).isLessThan(40);
      }
    }
  }

  private static MemoryStore copy(SortedMap<String, String> contents) {
    MemoryStore copy = new MemoryStore();
    contents.forEach((key, text) -> put(copy, key, text));
    return copy;
  }

  /** Each version is complete or deleted, and the usage agrees. */
  private static void assertConsistent(
      String at, SortedMap<String, String> state, SortedMap<String, String> before,
      SortedMap<String, String> after) {
    boolean waiting = state.containsKey("p/a/waiting/..summary");
    boolean abandoned = state.containsKey("p/b/abandoned/..summary");
    SortedMap<String, String> expected = new TreeMap<>(after);
    before.forEach((key, text) -> {
      if ((waiting && key.startsWith("p/a/waiting/"))
          || (abandoned && key.startsWith("p/b/abandoned/"))) {
        expected.put(key, text);
      }
    });
    expected.put("p/..usage", waiting ? "{\"total\":15}" : "{\"total\":10}");
    assertThat(state).as(at).isEqualTo(expected);
  }
}
