package io.gypsum.store.s3;

import java.util.List;
import java.util.Optional;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.core.retry.Retrier.Attempts;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Joins the parts of a multipart upload, and determines whether that took effect: a service may report an error after it has
 * begun to answer with 200, and a response may be lost. The object of the upload has a mark, by which it is recognized.
 */
final class MultipartCompletion {
  private final S3Client client;
  private final Retrier retrier;
  private final Key key;
  private final MultipartUpload upload;
  private final boolean create;

  /** An upload that has begun. */
  record MultipartUpload(String bucket, String name, String id, WriteMark mark) {}

  MultipartCompletion(
      S3Client client, Retrier retrier, Key key, MultipartUpload upload, PutCondition condition) {
    this.client = client;
    this.retrier = retrier;
    this.key = key;
    this.upload = upload;
    this.create = condition instanceof PutCondition.Create;
  }

  /**
   * Joins the parts. Retries failures of the service, unless they show that the upload does not exist any more.
   *
   * @throws StoreException after NOT_DONE the parts still exist; after UNKNOWN the object may exist or may still be created
   */
  PutResult run(List<CompletedPart> parts) {
    Attempts attempts = retrier.begin(CallKind.IDEMPOTENT_WRITE);
    boolean inDoubt = false;
    while (true) {
      try {
        String etag = client.completeMultipartUpload(request(parts)).eTag();
        return new PutResult.Written(
            etag == null || etag.isEmpty() ? writtenETag() : ETagFormat.parse(etag));
      } catch (SdkException e) {
        StoreException failure = S3Errors.ofWrite("write '" + key + "'", e);
        inDoubt |= failure.outcome() == CallOutcome.UNKNOWN;
        StoreException thrown = inDoubt ? failure.withUnknownOutcome() : failure;
        int status = S3Errors.status(e);
        Optional<HeadObjectResponse> found =
            inDoubt || (create && status == 409) ? find(thrown) : Optional.empty();
        Optional<HeadObjectResponse> own = found.filter(upload.mark()::isOn);
        if (own.isPresent()) {
          return new PutResult.Written(ETagFormat.parse(own.get().eTag()));
        }
        if (!inDoubt && create && (status == 412 || found.isPresent())) {
          return new PutResult.ConditionNotMet();
        }
        if (status == 409 || status == 412 || status == 404) {
          // This upload cannot be completed any more; its object may already have been replaced or deleted.
          throw thrown;
        }
        attempts.backOff(failure);
      }
    }
  }

  private CompleteMultipartUploadRequest request(List<CompletedPart> parts) {
    return CompleteMultipartUploadRequest.builder()
        .bucket(upload.bucket())
        .key(upload.name())
        .uploadId(upload.id())
        .ifNoneMatch(create ? "*" : null)
        .multipartUpload(m -> m.parts(parts))
        .build();
  }

  /** Returns the ETag of the object that was just written: some services do not return it. */
  private ETag writtenETag() {
    return find(unknown("was written, but reading its ETag failed; read it again"))
        .filter(upload.mark()::isOn)
        .map(found -> ETagFormat.parse(found.eTag()))
        .orElseThrow(() -> unknown("was written, but then replaced or deleted by another writer"));
  }

  /** Not retryable: the content must not be sent again. */
  private StoreException unknown(String what) {
    return new StoreException("'" + key + "' " + what, CallOutcome.UNKNOWN, false, null);
  }

  /**
   * Returns the current object; empty when it does not exist.
   *
   * @throws StoreException {@code failure}, when the object cannot be read
   */
  private Optional<HeadObjectResponse> find(StoreException failure) {
    try {
      return retrier.call(CallKind.READ, this::head);
    } catch (StoreException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private Optional<HeadObjectResponse> head() {
    try {
      return Optional.of(client.headObject(r -> r.bucket(upload.bucket()).key(upload.name())));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw S3Errors.ofRead("read '" + key + "'", e);
    }
  }
}
