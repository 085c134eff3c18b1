package io.gypsum.store.verify;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ForwardingStore;
import io.gypsum.store.ListEntry;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.PublicServiceProject;
import io.gypsum.store.lock.Leases;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ProjectRepairTest {
  private static final ProjectName P = new ProjectName("p");
  private static final String LOCK = "p/..LOCK";

  private final VerifiedBucket bucket = new VerifiedBucket();

  @Test
  void documentsThatFollowFromOthersAreRestored() {
    Map<String, String> good = bucket.contents();
    damageDerivedDocuments();
    assertThat(repair(bucket.store)).hasSize(6);
    assertRepaired(good);
  }

  @Test
  void aProjectOfThePublicServiceIsRepairedAndKeepsItsOtherDocuments() {
    PublicServiceProject odd = new PublicServiceProject("odd");
    odd.write(bucket.store);
    bucket.put(odd.key("..usage"), "{\"total\":null}");
    bucket.put(odd.key(PublicServiceProject.ASSET, "..latest"), "{\"version\":null}");
    bucket.delete(odd.key(PublicServiceProject.ASSET, PublicServiceProject.V2, "é/..links"));
    ProjectName project = new ProjectName(odd.name());

    assertThat(new ProjectRepair(bucket.store, VerifiedBucket.options()).repair(project))
        .hasSize(3);

    assertThat(bucket.kindsAndKeys(VerifiedBucket.options().withProject(project))).isEmpty();
    assertThat(bucket.text(odd.key("..permissions"))).isEqualTo(PublicServiceProject.PERMISSIONS);
  }

  @Test
  void documentsThatDoNotFollowFromOthersAreNotChanged() {
    bucket.delete("p/a/v1/dir/b.txt", "p/..permissions", "p/..quota");
    bucket.put("p/a/v1/a.txt", "on");
    bucket.put("p/a/v1/stray.txt", "x");
    bucket.put("p/stray.txt", "x");
    bucket.put("p/..other", "x");
    bucket.put("p/a/v4/..summary", "{");
    bucket.put("p/..usage", "{\"total\":1}");
    bucket.put("p/a/..latest", "{\"version\":\"v1\"}");
    Map<String, String> before = bucket.contents();
    assertThat(repair(bucket.store)).isEmpty();
    assertThat(bucket.contents()).isEqualTo(before);
  }

  @Test
  void aLatestWithoutAPublishedVersionIsRemoved() {
    bucket.put("p/empty/..latest", "{\"version\":\"v1\"}");
    repair(bucket.store);
    assertThat(bucket.contents()).doesNotContainKey("p/empty/..latest");
    assertThat(bucket.kindsAndKeys()).isEmpty();
  }

  @Test
  void aLockedProjectIsNotChanged() {
    damageDerivedDocuments();
    bucket.put(LOCK, "{\"session_hash\":\"x\"}");
    Map<String, String> before = bucket.contents();
    assertThatThrownBy(() -> repair(bucket.store))
        .isInstanceOf(GypsumException.class)
        .hasMessageStartingWith("project 'p' is locked");
    assertThat(bucket.contents()).isEqualTo(before);
  }

  private void lock(Instant until) {
    bucket.put(
        LOCK,
        "{\"session_hash\":\"x\",\"journal\":{\"operation\":\"refresh usage\",\"user\":\"u\",\"holder\":\"h\","
            + "\"since\":\"2020-01-31T00:00:00Z\",\"until\":\"" + until + "\"}}");
  }

  @Test
  void anExpiredLockIsRecoveredWhenNoServerUsesIt() {
    Map<String, String> good = bucket.contents();
    damageDerivedDocuments();
    Instant last = VerifiedBucket.NOW.minus(Leases.MAX_STEP.dividedBy(2));
    lock(last);
    assertThatThrownBy(() -> repair(bucket.store))
        .hasMessageStartingWith("project 'p' is locked: refresh usage by 'u'");
    lock(last.minusMillis(1));
    assertThat(repair(bucket.store)).hasSize(6);
    assertRepaired(good);
  }

  @Test
  void allStepsAreInTheLockBeforeTheFirstIsCarriedOut() {
    damageDerivedDocuments();
    Store failing =
        new ForwardingStore(bucket.store) {
          @Override
          public PutResult put(Key key, Content content, PutCondition condition) {
            if (!key.equals(BucketLayout.lock(P))) {
              throw new StoreException("broken", CallOutcome.NOT_DONE, false, null);
            }
            return super.put(key, content, condition);
          }
        };
    assertThatThrownBy(() -> repair(failing)).hasMessage("broken");
    Lock lock = JsonInput.read(bucket.text(LOCK).getBytes(StandardCharsets.UTF_8), Lock::read);
    // Six repairs and their entry in the internal changes.
    assertThat(lock.journal().steps()).hasSize(7);
    // A server may take over at once.
    assertThat(lock.journal().until()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void nothingIsWrittenWhenTheLockIsLostDuringTheVerification() {
    damageDerivedDocuments();
    Map<String, String> before = bucket.contents();
    Store unlocked =
        new ForwardingStore(bucket.store) {
          @Override
          public PutResult put(Key key, Content content, PutCondition condition) {
            if (condition instanceof PutCondition.IfMatch) {
              bucket.delete(LOCK);
            }
            return super.put(key, content, condition);
          }
        };
    assertThatThrownBy(() -> repair(unlocked)).hasMessageContaining("the lock was lost");
    assertThat(bucket.contents()).isEqualTo(before);
  }

  @Test
  void nothingIsWrittenAfterAnotherProcessMayHaveTakenOver() {
    damageDerivedDocuments();
    Instant[] now = {VerifiedBucket.NOW};
    Map<String, String> before = bucket.contents();
    Store slow =
        new ForwardingStore(bucket.store) {
          @Override
          public PutResult put(Key key, Content content, PutCondition condition) {
            PutResult result = super.put(key, content, condition);
            if (condition instanceof PutCondition.IfMatch) {
              // The steps are written; then the process stalls and another one takes over.
              now[0] = now[0].plusSeconds(301);
              bucket.put(LOCK, "{\"session_hash\":\"x\"}");
            }
            return result;
          }
        };
    VerifyOptions options = VerifiedBucket.options().withClock(() -> now[0]);
    assertThatThrownBy(() -> new ProjectRepair(slow, options).repair(P))
        .hasMessageContaining("the lock was lost");
    bucket.delete(LOCK);
    assertThat(bucket.contents()).isEqualTo(before);
  }

  @Test
  void theLockIsReleasedWhenTheVerificationFails() {
    Store failing =
        new ForwardingStore(bucket.store) {
          @Override
          public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
            throw new StoreException("broken", CallOutcome.NOT_DONE, false, null);
          }

          @Override
          public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
            throw new StoreException("broken", CallOutcome.NOT_DONE, false, null);
          }
        };
    assertThatThrownBy(() -> repair(failing)).hasMessage("broken");
    assertThat(bucket.contents()).doesNotContainKey(LOCK);
  }

  @Test
  void aLockThatWasWrittenAlthoughItsWriteTimedOutIsHeldAndCommitted() {
    Map<String, String> good = bucket.contents();
    damageDerivedDocuments();
    assertThat(repair(new TimingOut(bucket.store, true))).hasSize(6);
    assertRepaired(good);
  }

  @Test
  void aLockThatWasNotWrittenWhenItsWriteTimedOutIsWrittenAgain() {
    Map<String, String> good = bucket.contents();
    damageDerivedDocuments();
    assertThat(repair(new TimingOut(bucket.store, false))).hasSize(6);
    assertRepaired(good);
  }

  @Test
  void aLockOfAnotherProcessIsNotTakenForTheOneWhoseWriteTimedOut() {
    damageDerivedDocuments();
    bucket.put(LOCK, "{\"session_hash\":\"x\"}");
    Map<String, String> before = bucket.contents();
    assertThatThrownBy(() -> repair(new TimingOut(bucket.store, false)))
        .hasMessageStartingWith("project 'p' is locked");
    assertThat(bucket.contents()).isEqualTo(before);
  }

  /** The first write of each state of the lock times out, after it was done or instead of it. */
  private static final class TimingOut extends ForwardingStore {
    private final boolean done;
    private boolean timedOut;

    TimingOut(Store delegate, boolean done) {
      super(delegate);
      this.done = done;
    }

    @Override
    public PutResult put(Key key, Content content, PutCondition condition) {
      timedOut = key.value().equals(LOCK) && !timedOut;
      if (!timedOut) {
        return super.put(key, content, condition);
      }
      if (done) {
        super.put(key, content, condition);
        timedOut = false;
      }
      throw new StoreException("timeout", CallOutcome.UNKNOWN, true, null);
    }
  }

  @Test
  void theLeaseIsRenewedWhileTheProjectIsVerified() {
    damageDerivedDocuments();
    Instant[] now = {VerifiedBucket.NOW};
    List<Instant> untils = new ArrayList<>();
    Store slow =
        new ForwardingStore(bucket.store) {
          @Override
          public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
            now[0] = now[0].plusSeconds(301);
            return super.listLevel(prefix, startAfter);
          }

          @Override
          public PutResult put(Key key, Content content, PutCondition condition) {
            PutResult result = super.put(key, content, condition);
            if (key.value().equals(LOCK)) {
              untils.add(
                  JsonInput.read(bucket.text(LOCK).getBytes(StandardCharsets.UTF_8), Lock::read)
                      .journal()
                      .until());
            }
            return result;
          }
        };
    VerifyOptions options = VerifiedBucket.options().withConcurrency(1).withClock(() -> now[0]);
    assertThat(new ProjectRepair(slow, options).repair(P)).hasSize(6);
    assertThat(untils).hasSizeGreaterThan(2).isSorted();
  }

  /** Also checks that catalogues are notified. */
  private void assertRepaired(Map<String, String> good) {
    Map<String, String> repaired = bucket.contents();
    assertThat(repaired.entrySet().removeIf(ProjectRepairTest::isInternalChange)).isTrue();
    assertThat(repaired).isEqualTo(good);
  }

  private static boolean isInternalChange(Map.Entry<String, String> entry) {
    return entry.getKey().startsWith("..changes/2030-01-31T12:00:00.000Z_")
        && entry.getValue().equals("{\"type\":\"repair-project\",\"project\":\"p\"}");
  }

  private void damageDerivedDocuments() {
    bucket.put("p/..usage", "{\"total\":8}");
    bucket.put("p/a/..latest", "{\"version\":\"v1\"}");
    bucket.delete("p/a/v2/..links");
    bucket.put("p/a/v2/dir/..links", "{}");
    bucket.put("p/a/v1/..links", "{}");
    bucket.put("p/a/v3/..links", "no JSON");
  }

  private static List<?> repair(Store store) {
    return new ProjectRepair(store, VerifiedBucket.options()).repair(P);
  }
}
