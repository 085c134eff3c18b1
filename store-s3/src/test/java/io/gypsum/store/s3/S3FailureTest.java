package io.gypsum.store.s3;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.Content;
import io.gypsum.store.ContentMismatchException;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.RetryingStore;
import io.gypsum.store.StoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

import static io.gypsum.store.s3.FakeS3Bucket.error;
import static io.gypsum.store.s3.FakeS3Bucket.errorInside200;
import static io.gypsum.store.s3.FakeS3Bucket.head;
import static io.gypsum.store.s3.FakeS3Bucket.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Failures of copies, of parts and of the completion of writes in parts. */
class S3FailureTest {
  private static final Key KEY = new Key("k");
  private static final String COMPLETE = "CompleteMultipartUpload";
  private static final String ABORT = "AbortMultipartUpload";
  private static final PutResult WRITTEN = new PutResult.Written(new ETag("whole"));
  private static final FakeS3Bucket.Answer WITHOUT_ETAG =
      xml("<CompleteMultipartUploadResult></CompleteMultipartUploadResult>");

  private final FakeS3Bucket bucket = new FakeS3Bucket();
  private final S3Client client = S3Clients.open(bucket.settings(), Ceph.ANY_KEY);
  private final Retrier retrier =
      new Retrier(RetryingStore.DEFAULT_POLICY, InstantSource.system(), wait -> {}, () -> 0);
  private final S3Store store = store(client);

  private S3Store store(S3Client requests) {
    // Parts of two bytes.
    S3Settings settings = bucket.settings().withPartSizes(2, 2);
    return new S3Store(
        requests, settings, new S3ReadStore(client, settings), ETagFormat.QUOTED, retrier);
  }

  @AfterEach
  void close() {
    store.close();
    bucket.close();
  }

  private PutResult put(PutCondition condition) {
    return store.put(KEY, Content.of("abc"), condition);
  }

  private StoreException failure(PutCondition condition) {
    return catchThrowableOfType(StoreException.class, () -> put(condition));
  }

  private long count(String request) {
    return bucket.requests.stream().filter(request::equals).count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"InternalError", "SlowDown", "ServiceUnavailable"})
  void aCopyWithAnErrorInsideA200AnswerIsUnknownAndRetried(String code) {
    bucket.answer("CopyObject", errorInside200(code), errorInside200(code));
    StoreException failure =
        catchThrowableOfType(StoreException.class, () -> store.copy(KEY, new Key("to")));
    assertThat(failure.outcome()).isEqualTo(CallOutcome.UNKNOWN);
    assertThat(failure.isRetryable()).isTrue();
    assertThat(new RetryingStore(store, retrier).copy(KEY, new Key("to"))).isTrue();
    assertThat(count("CopyObject")).isEqualTo(3);
  }

  @Test
  void aCopyThatConflictsIsRetried() {
    bucket.answer("CopyObject", error(409, "OperationAborted"));
    assertThat(new RetryingStore(store, retrier).copy(KEY, new Key("to"))).isTrue();
    assertThat(count("CopyObject")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"InternalError", "SlowDown"})
  void aCompletionWithAnErrorInsideA200AnswerIsRepeated(String code) {
    bucket.answer(COMPLETE, errorInside200(code), errorInside200(code));
    assertThat(put(PutCondition.CREATE)).isEqualTo(WRITTEN);
    assertThat(count(COMPLETE)).isEqualTo(3);
    assertThat(count("UploadPart")).isEqualTo(2);
  }

  @Test
  void aCompletionThatTookEffectInSpiteOfAnErrorIsFound() {
    for (FakeS3Bucket.Answer failure : List.of(
        errorInside200("InternalError"), error(500, "InternalError"),
        FakeS3Bucket.error(200, ""))) {
      bucket.requests.clear();
      bucket.answer(COMPLETE, failure);
      bucket.answer("HeadObject", bucket.ownHead("found"));
      PutResult result = put(PutCondition.OVERWRITE);
      assertThat(result).isEqualTo(new PutResult.Written(new ETag("found")));
      assertThat(bucket.requests).doesNotContain(ABORT);
    }
  }

  @Test
  void aCompletionThatKeepsFailingIsUnknownAndKeepsItsParts() {
    for (int i = 0; i < RetryingStore.DEFAULT_POLICY.maxAttempts(); i++) {
      bucket.answer(COMPLETE, errorInside200("InternalError"));
    }
    StoreException failure = failure(PutCondition.OVERWRITE);
    assertThat(failure.outcome()).isEqualTo(CallOutcome.UNKNOWN);
    assertThat(failure.isRetryable()).isTrue();
    assertThat(bucket.requests).doesNotContain(ABORT);
  }

  @Test
  void anUploadThatDisappearedAfterADoubtIsUnknown() {
    bucket.answer(COMPLETE, errorInside200("InternalError"), error(404, "NoSuchUpload"));
    bucket.answer("HeadObject", error(404, ""), head("other", "other mark"));
    assertThat(failure(PutCondition.OVERWRITE).outcome()).isEqualTo(CallOutcome.UNKNOWN);
  }

  @Test
  void aConditionThatFailsAfterADoubtDoesNotHideTheOwnWrite() {
    bucket.answer(COMPLETE, errorInside200("InternalError"), error(412, "PreconditionFailed"));
    bucket.answer(
        // Before the parts are sent and before they are joined; after the error; after the 412.
        "HeadObject", error(404, ""), error(404, ""), error(404, ""), bucket.ownHead("found"));
    assertThat(put(PutCondition.CREATE)).isEqualTo(new PutResult.Written(new ETag("found")));
  }

  @Test
  void aConditionThatDoesNotHoldIsAResult() {
    bucket.answer(COMPLETE, error(412, "PreconditionFailed"));
    assertThat(put(PutCondition.CREATE)).isEqualTo(new PutResult.ConditionNotMet());
    assertThat(count(ABORT)).isEqualTo(1);
  }

  @Test
  void aConflictOnCompletionRequiresAnotherUpload() {
    for (PutCondition condition : List.of(PutCondition.OVERWRITE, PutCondition.CREATE)) {
      bucket.requests.clear();
      bucket.answer(COMPLETE, error(409, "ConditionalRequestConflict"));
      StoreException failure = failure(condition);
      assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
      assertThat(failure.isRetryable()).isTrue();
      assertThat(count(COMPLETE)).isEqualTo(1);
      assertThat(count(ABORT)).isEqualTo(1);
    }
    bucket.answer(COMPLETE, error(409, "ConditionalRequestConflict"));
    PutResult repeated =
        new RetryingStore(store, retrier).put(KEY, Content.of("abc"), PutCondition.CREATE);
    assertThat(repeated).isEqualTo(WRITTEN);
  }

  @Test
  void aConflictWithAnObjectThatExistsIsAConditionThatDoesNotHold() {
    bucket.answer(COMPLETE, error(409, "ConditionalRequestConflict"));
    bucket.answer("HeadObject", error(404, ""), error(404, ""), head("other", "other mark"));
    assertThat(put(PutCondition.CREATE)).isEqualTo(new PutResult.ConditionNotMet());
    assertThat(count(ABORT)).isEqualTo(1);
  }

  @Test
  void theReturnedETagIsUsedWithoutAnotherRequest() {
    assertThat(put(PutCondition.OVERWRITE)).isEqualTo(WRITTEN);
    assertThat(bucket.requests).containsExactly(
        "CreateMultipartUpload", "UploadPart", "UploadPart", COMPLETE);
  }

  @Test
  void anETagThatWasNotReturnedIsRead() {
    for (FakeS3Bucket.Answer answer : List.of(
        WITHOUT_ETAG,
        xml("<CompleteMultipartUploadResult><ETag></ETag></CompleteMultipartUploadResult>"))) {
      bucket.answer(COMPLETE, answer);
      bucket.answer("HeadObject", error(503, "SlowDown"), bucket.ownHead("read"));
      assertThat(put(PutCondition.OVERWRITE)).isEqualTo(new PutResult.Written(new ETag("read")));
    }
  }

  @Test
  void aFailedLookupOfACompletionInDoubtIsRepeatedWithoutSendingThePartsAgain() {
    bucket.answer(COMPLETE, error(503, "ServiceUnavailable"));
    bucket.answer("HeadObject", error(503, "SlowDown"), bucket.ownHead("whole"));
    assertThat(put(PutCondition.OVERWRITE)).isEqualTo(WRITTEN);
    assertThat(count("UploadPart")).isEqualTo(2);
  }

  @Test
  void aWrittenObjectWhoseETagCannotBeReadIsNotWrittenAgain() {
    bucket.answer(COMPLETE, WITHOUT_ETAG);
    for (int i = 0; i < RetryingStore.DEFAULT_POLICY.maxAttempts(); i++) {
      bucket.answer("HeadObject", error(503, "SlowDown"));
    }
    StoreException failure = failure(PutCondition.OVERWRITE);
    assertThat(failure.outcome()).isEqualTo(CallOutcome.UNKNOWN);
    assertThat(failure.isRetryable()).isFalse();
  }

  @Test
  void theETagOfAnotherWriteIsNotReturned() {
    bucket.answer(COMPLETE, WITHOUT_ETAG);
    bucket.answer("HeadObject", head("other", "other mark"));
    StoreException failure = failure(PutCondition.OVERWRITE);
    assertThat(failure.outcome()).isEqualTo(CallOutcome.UNKNOWN);
    assertThat(failure).hasMessageContaining("replaced or deleted");
  }

  @Test
  void onePartIsSentAgain() {
    bucket.answer("UploadPart", xml(""), error(500, "InternalError"));
    bucket.answer("UploadPart", error(503, "SlowDown"));
    assertThat(put(PutCondition.OVERWRITE)).isEqualTo(WRITTEN);
    assertThat(count("UploadPart")).isEqualTo(4);
    assertThat(bucket.parts).containsEntry(1, "ab").containsEntry(2, "c").hasSize(2);
  }

  @Test
  void aRepeatedPartIsCheckedAgain() {
    AtomicBoolean changed = new AtomicBoolean();
    byte[] bytes = {'a', 'b', 'c'};
    Content content =
        new Content(
            3, Md5.of(Md5.newDigest().digest(bytes)),
            () -> new ByteArrayInputStream(
                changed.getAndSet(true) ? new byte[] {'x', 'b', 'c'} : bytes),
            true);
    bucket.answer("UploadPart", xml(""), error(500, "InternalError"));
    assertThat(
        catchThrowableOfType(
            ContentMismatchException.class,
            () -> store.put(KEY, content, PutCondition.OVERWRITE)))
        .hasMessageContaining("MD5");
    assertThat(bucket.requests).contains(ABORT).doesNotContain(COMPLETE);
  }

  @Test
  void aPartOfAStreamIsNotSentAgainOnceItWasRead() {
    bucket.answer("UploadPart", error(500, "InternalError"));
    StoreException failure =
        catchThrowableOfType(
            StoreException.class, () -> store.put(KEY, stream(), PutCondition.OVERWRITE));
    assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
    assertThat(failure.isRetryable()).isTrue();
    assertThat(count("UploadPart")).isEqualTo(1);
    assertThat(count(ABORT)).isEqualTo(1);
  }

  @Test
  void aPartOfAStreamIsSentAgainIfItWasNotRead() {
    AtomicBoolean failed = new AtomicBoolean();
    S3Client failing = new DelegatingS3Client(client) {
      @Override
      protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        if (request instanceof UploadPartRequest && !failed.getAndSet(true)) {
          throw SdkClientException.create("no connection");
        }
        return operation.apply(request);
      }
    };
    assertThat(store(failing).put(KEY, stream(), PutCondition.OVERWRITE)).isEqualTo(WRITTEN);
    assertThat(failed).isTrue();
    assertThat(bucket.parts).containsEntry(1, "ab").containsEntry(2, "c");
  }

  private static Content stream() {
    return Content.streamed(new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}), 3, null);
  }

  @Test
  void theBeginningOfAnUploadIsRetried() {
    bucket.answer("CreateMultipartUpload", error(500, "InternalError"));
    assertThat(store.put(KEY, stream(), PutCondition.OVERWRITE)).isEqualTo(WRITTEN);
  }

  @Test
  void aCopiedPartWithAnErrorInsideA200AnswerIsCopiedAgain() {
    bucket.answer("UploadPartCopy", errorInside200("InternalError"));
    assertThat(
        store.concatenate(
            List.of(new Key("1"), new Key("2")), KEY, 2, null, PutCondition.OVERWRITE))
        .isEqualTo(WRITTEN);
    assertThat(count("UploadPartCopy")).isEqualTo(3);
    assertThat(count(COMPLETE)).isEqualTo(1);
  }

  @Test
  void noAttemptStartsAfterTheDeadline() {
    Instant[] now = {Instant.EPOCH};
    bucket.answer("UploadPart", exchange -> {
      now[0] = now[0].plusSeconds(10);
      error(500, "InternalError").send(exchange);
    });
    StoreException failure =
        catchThrowableOfType(
            StoreException.class,
            () -> store
                .withDeadline(() -> Duration.between(now[0], Instant.EPOCH.plusSeconds(10)))
                .put(KEY, Content.of("abc"), PutCondition.OVERWRITE));
    assertThat(failure.outcome()).isEqualTo(CallOutcome.NOT_DONE);
    assertThat(count("UploadPart")).isEqualTo(1);
    assertThat(count(ABORT)).isEqualTo(1);
  }
}
