package io.gypsum.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.core.retry.RetryPolicy;
import io.gypsum.store.ListEntry.ObjectEntry;
import io.gypsum.store.PutCondition.IfMatch;
import io.gypsum.store.memory.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetryingStoreTest {
  private static final Key KEY = new Key("k");
  private static final RetryPolicy POLICY =
      new RetryPolicy(4, Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofSeconds(10));

  private final List<Duration> waits = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private final Flaky flaky = new Flaky();

  @Test
  void aRetryableFailureIsRetriedWithGrowingDelays() {
    flaky.failNext(3, CallOutcome.NOT_DONE, true);
    assertThat(retrying(POLICY).head(KEY)).isEmpty();
    assertThat(flaky.calls).isEqualTo(4);
    assertThat(waits).containsExactly(
        Duration.ofMillis(75), Duration.ofMillis(150), Duration.ofNanos(187_500_000));
  }

  @Test
  void attemptsAreBounded() {
    flaky.failNext(99, CallOutcome.NOT_DONE, true);
    assertThatThrownBy(() -> retrying(POLICY).get(KEY, ByteRange.ALL))
        .isInstanceOf(StoreException.class);
    assertThat(flaky.calls).isEqualTo(4);
  }

  @Test
  void theTotalTimeIsBounded() {
    RetryPolicy longWaits =
        new RetryPolicy(99, Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofSeconds(10));
    flaky.failNext(99, CallOutcome.NOT_DONE, true);
    assertThatThrownBy(() -> retrying(longWaits).localFile(KEY))
        .isInstanceOf(StoreException.class);
    assertThat(waits).containsExactly(
        Duration.ofMillis(750), Duration.ofMillis(1500), Duration.ofMillis(3000));
  }

  @Test
  void aPermanentFailureIsNotRetried() {
    flaky.failNext(1, CallOutcome.NOT_DONE, false);
    assertThatThrownBy(() -> retrying(POLICY).head(KEY)).isInstanceOf(StoreException.class);
    assertThat(flaky.calls).isEqualTo(1);
  }

  @Test
  void putsAreRetriedOnlyWhenThatIsSafe() {
    Content once = new Content(1, null, Content.of("x").source(), false);
    Content again = Content.of("x");
    PutCondition match = new IfMatch(new ETag("e"));
    assertThat(triesOfPut(again, PutCondition.CREATE, CallOutcome.NOT_DONE)).isEqualTo(2);
    assertThat(triesOfPut(again, match, CallOutcome.NOT_DONE)).isEqualTo(2);
    assertThat(triesOfPut(again, PutCondition.OVERWRITE, CallOutcome.NOT_DONE)).isEqualTo(2);
    assertThat(triesOfPut(again, PutCondition.OVERWRITE, CallOutcome.UNKNOWN)).isEqualTo(2);
    assertThat(triesOfPut(again, PutCondition.CREATE, CallOutcome.UNKNOWN)).isEqualTo(1);
    assertThat(triesOfPut(again, match, CallOutcome.UNKNOWN)).isEqualTo(1);
    assertThat(triesOfPut(once, PutCondition.OVERWRITE, CallOutcome.NOT_DONE)).isEqualTo(1);
  }

  @Test
  void aCopyIsRetriedAfterAnUnknownOutcome() {
    flaky.memory.put(KEY, Content.of("x"), PutCondition.CREATE);
    flaky.failNext(1, CallOutcome.UNKNOWN, true);
    assertThat(retrying(POLICY).copy(KEY, new Key("copy"))).isTrue();
    assertThat(waits).hasSize(1);
    assertThat(flaky.memory.head(new Key("copy"))).isPresent();
  }

  @Test
  void aConcatenationIsRetriedLikeAPut() {
    retrying(POLICY).put(KEY, Content.of("x"), PutCondition.OVERWRITE);
    Key whole = new Key("whole");
    flaky.failNext(1, CallOutcome.NOT_DONE, true);
    assertThat(
        retrying(POLICY).concatenate(List.of(KEY, KEY), whole, 2, null, PutCondition.CREATE)
            .isWritten())
        .isTrue();
    assertThat(waits).hasSize(1);
    flaky.failNext(1, CallOutcome.UNKNOWN, true);
    assertThatThrownBy(
        () -> retrying(POLICY)
            .concatenate(List.of(KEY), new Key("other"), 1, null, PutCondition.CREATE))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void deletesAreRetriedOnlyWhenNothingWasDone() {
    flaky.failNext(1, CallOutcome.NOT_DONE, true);
    retrying(POLICY).delete(List.of(KEY));
    assertThat(flaky.calls).isEqualTo(2);
    flaky.failNext(1, CallOutcome.UNKNOWN, true);
    assertThatThrownBy(() -> retrying(POLICY).delete(List.of(KEY)))
        .isInstanceOf(StoreException.class);
    assertThat(flaky.calls).isEqualTo(3);
  }

  @Test
  void aFailedListingIsResumedAfterItsLastEntry() {
    Store store = retrying(POLICY);
    for (String key : List.of("a/1", "a/2", "b/1", "c")) {
      store.put(new Key(key), Content.of(""), PutCondition.OVERWRITE);
    }
    flaky.failListingsAfter = 1;
    assertThat(texts(store, true)).containsExactly("a/1", "a/2", "b/1", "c");
    assertThat(texts(store, false)).containsExactly("a/", "b/", "c");
    assertThat(flaky.memory.openHandles()).isZero();
  }

  @Test
  void anInterruptEndsTheDelay() {
    flaky.failNext(99, CallOutcome.NOT_DONE, true);
    Sleeper interrupted = duration -> {
      throw new InterruptedException();
    };
    Store store = new RetryingStore(flaky, new Retrier(POLICY, () -> now, interrupted, middle()));
    assertThatThrownBy(() -> store.head(KEY)).isInstanceOf(StoreException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(flaky.calls).isEqualTo(1);
  }

  private static List<String> texts(Store store, boolean recursive) {
    try (Stream<? extends ListEntry> entries =
        recursive ? store.list(Prefix.ALL) : store.listLevel(Prefix.ALL)) {
      return entries.map(ListEntry::text).toList();
    }
  }

  private int triesOfPut(Content content, PutCondition condition, CallOutcome outcome) {
    flaky.calls = 0;
    flaky.failNext(1, outcome, true);
    try {
      retrying(POLICY).put(KEY, content, condition);
    } catch (StoreException e) {
      assertThat(e.outcome()).isEqualTo(outcome);
    }
    return flaky.calls;
  }

  private Store retrying(RetryPolicy policy) {
    Sleeper sleeper = duration -> {
      waits.add(duration);
      now = now.plus(duration);
    };
    return new RetryingStore(flaky, new Retrier(policy, () -> now, sleeper, middle()));
  }

  /** Returns a generator that always returns one half. */
  private static RandomGenerator middle() {
    return () -> 1L << 63;
  }

  /** Throws the queued failures, then delegates all calls. */
  private static final class Flaky extends ForwardingStore {
    private final MemoryStore memory;
    private final Deque<StoreException> failures = new ArrayDeque<>();
    private int failListingsAfter = Integer.MAX_VALUE;
    private int calls;

    Flaky() {
      this(new MemoryStore());
    }

    private Flaky(MemoryStore memory) {
      super(memory);
      this.memory = memory;
    }

    void failNext(int times, CallOutcome outcome, boolean retryable) {
      failures.clear();
      for (int i = 0; i < times; i++) {
        failures.add(new StoreException("flaky", outcome, retryable, null));
      }
    }

    private void call() {
      calls++;
      if (!failures.isEmpty()) {
        throw failures.pop();
      }
    }

    @Override
    public Optional<ObjectInfo> head(Key key) {
      call();
      return super.head(key);
    }

    @Override
    public Optional<StoredObject> get(Key key, ByteRange range) {
      call();
      return super.get(key, range);
    }

    @Override
    public Optional<LocalFile> localFile(Key key) {
      call();
      return super.localFile(key);
    }

    @Override
    public PutResult put(Key key, Content content, PutCondition condition) {
      call();
      return super.put(key, content, condition);
    }

    @Override
    public void delete(Collection<Key> keys) {
      call();
      super.delete(keys);
    }

    @Override
    public Stream<ObjectEntry> list(Prefix prefix, @Nullable String startAfter) {
      return flaky(super.list(prefix, startAfter));
    }

    @Override
    public Stream<ListEntry> listLevel(Prefix prefix, @Nullable String startAfter) {
      return flaky(super.listLevel(prefix, startAfter));
    }

    private <E> Stream<E> flaky(Stream<E> listing) {
      int[] given = {0};
      return listing.peek(entry -> {
        if (given[0]++ == failListingsAfter) {
          throw new StoreException("flaky listing", CallOutcome.NOT_DONE, true, null);
        }
      });
    }
  }
}
