package io.gypsum.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LimitedStoreTest {
  private static final Key KEY = new Key("k");

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch mayGoOn = new CountDownLatch(1);

  @AfterEach
  void stop() {
    mayGoOn.countDown();
    executor.shutdownNow();
  }

  @Test
  void callsOverTheLimitAreRefusedAndDoNothing() throws Exception {
    LimitedStore store = new LimitedStore(new MemoryStore(), 1, Duration.ZERO);
    Future<PutResult> first = executor.submit(() -> slowPut(store));
    started.await();
    List<Runnable> calls =
        List.of(
            () -> store.head(KEY), () -> store.get(KEY, ByteRange.ALL), () -> store.localFile(KEY),
            () -> store.list(Prefix.ALL).close(), () -> store.listLevel(Prefix.ALL).close(),
            () -> store.put(KEY, Content.of("x"), PutCondition.OVERWRITE),
            () -> store.delete(List.of(KEY)));
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.isRetryable()).isTrue();
            assertThat(e.outcome()).isEqualTo(CallOutcome.NOT_DONE);
          })
          .hasMessageContaining("busy");
    }
    mayGoOn.countDown();
    assertThat(first.get().isWritten()).isTrue();
    calls.forEach(Runnable::run);
  }

  @Test
  void aCallWaitsForItsTurn() throws Exception {
    LimitedStore store = new LimitedStore(new MemoryStore(), 1, Duration.ofMinutes(1));
    Future<PutResult> first = executor.submit(() -> slowPut(store));
    started.await();
    Future<Boolean> second = executor.submit(() -> store.head(KEY).isPresent());
    mayGoOn.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).isWritten()).isTrue();
    assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aFailedCallReleasesItsPermit() {
    LimitedStore store = new LimitedStore(new MemoryStore(), 1, Duration.ZERO);
    Content wrong = new Content(5, null, Content.of("x").source(), true);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> store.put(KEY, wrong, PutCondition.OVERWRITE))
          .isInstanceOf(ContentMismatchException.class);
    }
  }

  private PutResult slowPut(Store store) {
    Content.Source source = () -> {
      started.countDown();
      try {
        mayGoOn.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return Content.of("x").source().open();
    };
    return store.put(KEY, new Content(1, null, source, true), PutCondition.OVERWRITE);
  }
}
