package io.gypsum.store.s3;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Deadline;
import io.gypsum.core.retry.Retrier;
import io.gypsum.core.retry.RetryPolicy;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Deadlines of writes: every request that a write sends hangs, or would be sent too late. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class S3DeadlineTest {
  private static final Key KEY = new Key("k");
  private static final Key OTHER = new Key("other");
  private static final Duration TIME = Duration.ofMillis(700);

  private final FakeS3Bucket bucket = new FakeS3Bucket();
  /** Objects of more than four bytes are sent in parts. */
  private final S3Settings settings = bucket.settings().withPartSizes(4, 4);
  private final S3Client client = S3Clients.open(settings, Ceph.ANY_KEY);
  private final S3Store store =
      new S3Store(
          client, settings, new S3ReadStore(client, settings), ETagFormat.QUOTED,
          Retrier.of(RetryingStore.DEFAULT_POLICY));

  /**
   * One request of a write.
   *
   * @param outcome the outcome of the write if this request is cancelled
   */
  private record Request(String name, String of, CallOutcome outcome, Consumer<Store> write) {
    @Override
    public String toString() {
      return name + " of " + of;
    }
  }

  static List<Request> requests() {
    Consumer<Store> inParts = store -> store.put(KEY, Content.of("12345"), PutCondition.OVERWRITE);
    Consumer<Store> joined =
        store -> store.concatenate(List.of(OTHER), KEY, 1, null, PutCondition.CREATE);
    return List.of(
        new Request(
            "PutObject", "an overwrite", CallOutcome.UNKNOWN,
            store -> store.put(KEY, Content.of("x"), PutCondition.OVERWRITE)),
        new Request(
            "PutObject", "a creation", CallOutcome.UNKNOWN,
            store -> store.put(KEY, Content.of("x"), PutCondition.CREATE)),
        new Request(
            "CopyObject", "a copy", CallOutcome.UNKNOWN, store -> store.copy(OTHER, KEY)),
        new Request(
            "DeleteObject", "a deletion", CallOutcome.UNKNOWN,
            store -> store.delete(List.of(KEY))),
        new Request(
            "DeleteObjects", "a deletion", CallOutcome.UNKNOWN,
            store -> store.delete(List.of(KEY, OTHER))),
        new Request("CreateMultipartUpload", "a large put", CallOutcome.NOT_DONE, inParts),
        new Request("UploadPart", "a large put", CallOutcome.NOT_DONE, inParts),
        new Request("CompleteMultipartUpload", "a large put", CallOutcome.UNKNOWN, inParts),
        new Request("UploadPartCopy", "a join", CallOutcome.NOT_DONE, joined),
        new Request("CompleteMultipartUpload", "a join", CallOutcome.UNKNOWN, joined));
  }

  @AfterEach
  void close() {
    store.close();
    bucket.close();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aRequestIsCancelledAtTheDeadline(Request request) {
    CountDownLatch never = new CountDownLatch(1);
    bucket.answer(request.name(), exchange -> {
      try {
        never.await();
      } catch (InterruptedException e) {
        // The service is closed.
      }
    });
    StoreException failure = failure(request.write(), in(TIME));
    assertThat(failure).hasMessageContaining("did not respond before the deadline");
    assertThat(failure.outcome()).isEqualTo(request.outcome());
    assertThat(failure.isRetryable()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(bucket.requests).containsOnlyOnce(request.name());
  }

  @ParameterizedTest
  @MethodSource("requests")
  void noRequestIsSentAfterTheDeadline(Request request) {
    // Passes when this request is the next one of the write.
    Deadline deadline =
        () -> hasSent(before(request)) ? Duration.ZERO : Duration.ofMinutes(1);
    StoreException failure = failure(request.write(), deadline);
    assertThat(failure).hasMessageContaining("deadline passed");
    assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
    assertThat(bucket.requests).doesNotContain(request.name());
    if (bucket.requests.contains("CreateMultipartUpload")) {
      assertThat(bucket.requests).contains("AbortMultipartUpload");
    }
  }

  private boolean hasSent(int writes) {
    return bucket.requests.stream()
        .filter(name -> !name.equals("HeadObject") && !name.equals("GetObject"))
        .count() >= writes;
  }

  /** Returns the number of writing requests that precede a request: a large put has two parts, a join one. */
  private static int before(Request request) {
    return switch (request.name()) {
      case "UploadPart", "UploadPartCopy" -> 1;
      case "CompleteMultipartUpload" -> request.of().equals("a join") ? 2 : 3;
      default -> 0;
    };
  }

  @Test
  void requestsBeforeTheDeadlineAreSent() {
    for (Deadline deadline : List.of(Deadline.NONE, in(Duration.ofMinutes(1)))) {
      Store view = store.withDeadline(deadline);
      requests().forEach(request -> request.write().accept(view));
    }
    assertThat(bucket.requests)
        .contains("PutObject", "CopyObject", "DeleteObject", "DeleteObjects")
        .contains("UploadPart", "UploadPartCopy", "CompleteMultipartUpload");
  }

  @Test
  void theRetriesOfAStoreEndAtTheDeadline() {
    for (int i = 0; i < 99; i++) {
      bucket.answer("PutObject", FakeS3Bucket.error(503, "SlowDown"));
    }
    Instant[] now = {Instant.EPOCH};
    Duration second = Duration.ofSeconds(1);
    Store retrying =
        new RetryingStore(
            store,
            new Retrier(
                new RetryPolicy(9, second, second, RetryPolicy.NO_TIME_LIMIT), () -> now[0],
                delay -> now[0] = now[0].plus(delay), () -> 0));
    Deadline deadline = () -> Duration.between(now[0], Instant.EPOCH.plusSeconds(30));
    StoreException failure =
        catchThrowableOfType(
            StoreException.class,
            () -> retrying.withDeadline(deadline)
                .put(KEY, Content.of("x"), PutCondition.OVERWRITE));
    assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
    assertThat(bucket.requests).hasSize(9);
    now[0] = Instant.EPOCH.plusSeconds(29);
    failure =
        catchThrowableOfType(
            StoreException.class,
            () -> retrying.withDeadline(deadline)
                .put(KEY, Content.of("x"), PutCondition.OVERWRITE));
    // Each delay is half a second: the second attempt starts in time, the third would start at the deadline.
    assertThat(bucket.requests).hasSize(9 + 2);
    assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
  }

  private StoreException failure(Consumer<Store> write, Deadline deadline) {
    return catchThrowableOfType(
        StoreException.class, () -> write.accept(store.withDeadline(deadline)));
  }

  private static Deadline in(Duration time) {
    Instant end = Instant.now().plus(time);
    return () -> Duration.between(Instant.now(), end);
  }
}
