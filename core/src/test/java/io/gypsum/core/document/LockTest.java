package io.gypsum.core.document;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Locks and their journals. */
class LockTest {
  private static final Instant SINCE = Instant.parse("2024-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2024-01-02T00:00:00Z");
  private static final Journal UNCOMMITTED = new Journal("upload", "ann", "h", SINCE, UNTIL, null);

  @Test
  void theLockOfAnotherServerIsRead() {
    String text = "{\"session_hash\":\"abc=\",\"asset\":\"a\",\"version\":\"v\"}";
    Lock lock = JsonInput.read(text.getBytes(StandardCharsets.UTF_8), Lock::read);
    assertThat(lock).isEqualTo(new Lock("abc=", "a", "v", null));
  }

  @Test
  void theHashOfATokenIsTheBase64OfItsSha256() {
    assertThat(Lock.hash("")).isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    assertThat(Lock.hash("é")).isEqualTo("SplVfkAzw1Od4utlRyAXytX5VX96BiWgnxw/biumnEw=");
  }

  @Test
  void aLockTakesANewJournal() {
    Lock lock = new Lock("h", "a", "v", null);
    assertThat(lock.with(UNCOMMITTED)).isEqualTo(new Lock("h", "a", "v", UNCOMMITTED));
  }

  @Test
  void aJournalHoldsUntilItsLastMoment() {
    assertThat(UNCOMMITTED.isExpired(UNTIL.minusMillis(1))).isFalse();
    assertThat(UNCOMMITTED.isExpired(UNTIL)).isFalse();
    assertThat(UNCOMMITTED.isExpired(UNTIL.plusMillis(1))).isTrue();
  }

  @Test
  void aJournalIsDecidedWhenItHasStepsEvenNone() {
    assertThat(UNCOMMITTED.isCommitted()).isFalse();
    Journal committed =
        UNCOMMITTED.committed("complete", UNCOMMITTED.holder(), List.of(), UNTIL.plusSeconds(1));
    assertThat(committed.isCommitted()).isTrue();
    assertThat(committed)
        .isEqualTo(new Journal("complete", "ann", "h", SINCE, UNTIL.plusSeconds(1), List.of()));
  }

  @Test
  void prolongingChangesOnlyTheEnd() {
    assertThat(UNCOMMITTED.until(UNTIL.plusSeconds(9)))
        .isEqualTo(new Journal("upload", "ann", "h", SINCE, UNTIL.plusSeconds(9), null));
  }

  @Test
  void takingOverChangesTheHolder() {
    List<Step> steps = List.of(new Step.Delete(new Key("p/x")));
    assertThat(UNCOMMITTED.takenOver("h2", steps, UNTIL.plusSeconds(9)))
        .isEqualTo(new Journal("upload", "ann", "h2", SINCE, UNTIL.plusSeconds(9), steps));
  }

  @Test
  void theStepsOfAJournalNeverChange() {
    List<Step> steps = new ArrayList<>(List.of(new Step.Delete(new Key("p/x"))));
    Journal journal = UNCOMMITTED.committed("remove", UNCOMMITTED.holder(), steps, UNTIL);
    steps.clear();
    assertThat(journal.steps()).hasSize(1).isUnmodifiable();
  }

  @Test
  void aStepNeverDeletesTheWholeBucketOrANeighbour() {
    for (Prefix prefix : List.of(Prefix.ALL, new Prefix("p"), new Prefix("p/a"))) {
      assertThatExceptionOfType(GypsumException.class)
          .isThrownBy(() -> new Step.DeleteBelow(prefix))
          .withMessageContaining("trailing '/'");
    }
  }

  @Test
  void aStepPutsADocumentAsItsText() {
    assertThat(Step.put(new Key("p/..usage"), new Usage(3)))
        .isEqualTo(new Step.Put(new Key("p/..usage"), "{\"total\":3}"));
  }
}
