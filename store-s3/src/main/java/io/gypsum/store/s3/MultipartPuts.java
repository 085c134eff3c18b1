package io.gypsum.store.s3;

import java.util.List;

import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallKind;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.core.retry.Retrier;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import io.gypsum.store.s3.MultipartCompletion.MultipartUpload;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Writes objects in parts: one request for each part, then one that joins them. Nothing is visible before the last request. Each
 * request is retried by itself: one failure must not repeat thousands of others. A failed upload is aborted; an interrupted
 * process leaves parts that only use space until the bucket's lifecycle rule for incomplete uploads deletes them.
 */
final class MultipartPuts {
  /** Sends or copies the parts of an upload to the service. */
  @FunctionalInterface
  interface Parts {
    List<CompletedPart> send(String upload);
  }

  private final S3Client client;
  private final S3Settings settings;
  private final Retrier retrier;

  /** @param retrier retries single requests */
  MultipartPuts(S3Client client, S3Settings settings, Retrier retrier) {
    this.client = client;
    this.settings = settings;
    this.retrier = retrier;
  }

  /** Writes content that is too large for one request, one part after the other. */
  PutResult put(Key key, String name, Content content, PutCondition condition) {
    return write(key, name, condition, upload -> {
      UploadPartRequest part =
          UploadPartRequest.builder()
              .bucket(settings.bucket())
              .key(name)
              .uploadId(upload)
              .build();
      try (PartSender sender = new PartSender(client, retrier, key, content)) {
        return sender.send(part, settings.partSizes().partBytes());
      }
    });
  }

  /**
   * Writes an object of the parts that {@code parts} sends. When it throws, nothing is written.
   */
  PutResult write(Key key, String name, PutCondition condition, Parts parts) {
    if (condition instanceof PutCondition.IfMatch) {
      throw new StoreException(
          "cannot replace '" + key + "' conditionally: an object over "
              + settings.partSizes().singlePutBytes()
              + " bytes, or one joined from others, can only be created or overwritten",
          CallOutcome.NOT_DONE, false, null);
    }
    boolean create = condition instanceof PutCondition.Create;
    if (create && exists(key, name)) {
      return new PutResult.ConditionNotMet();
    }
    MultipartUpload upload = begin(key, name);
    List<CompletedPart> sent;
    try {
      sent = parts.send(upload.id());
      if (create && exists(key, name)) {
        abort(upload);
        return new PutResult.ConditionNotMet();
      }
    } catch (RuntimeException e) {
      abort(upload);
      throw e;
    }
    return complete(key, upload, sent, condition);
  }

  private MultipartUpload begin(Key key, String name) {
    WriteMark mark = WriteMark.random();
    return retrier.call(CallKind.IDEMPOTENT_WRITE, () -> {
      try {
        String id =
            client
                .createMultipartUpload(
                    r -> r.bucket(settings.bucket())
                        .key(name)
                        .contentType(S3Puts.CONTENT_TYPE)
                        .metadata(mark.metadata()))
                .uploadId();
        return new MultipartUpload(settings.bucket(), name, id, mark);
      } catch (SdkException e) {
        throw S3Errors.notDone("write '" + key + "'", e);
      }
    });
  }

  /** The parts are kept after an unknown outcome: the object may exist, or may still be created. */
  private PutResult complete(
      Key key, MultipartUpload upload, List<CompletedPart> parts, PutCondition condition) {
    try {
      PutResult result =
          new MultipartCompletion(client, retrier, key, upload, condition).run(parts);
      if (!result.isWritten()) {
        abort(upload);
      }
      return result;
    } catch (StoreException e) {
      if (e.outcome() == CallOutcome.NOT_DONE) {
        abort(upload);
      }
      throw e;
    }
  }

  private boolean exists(Key key, String name) {
    return retrier.call(CallKind.READ, () -> {
      try {
        client.headObject(r -> r.bucket(settings.bucket()).key(name));
        return true;
      } catch (NoSuchKeyException e) {
        return false;
      } catch (SdkException e) {
        throw S3Errors.notDone("write '" + key + "'", e);
      }
    });
  }

  private void abort(MultipartUpload upload) {
    try {
      client.abortMultipartUpload(
          r -> r.bucket(upload.bucket()).key(upload.name()).uploadId(upload.id()));
    } catch (SdkException e) {
      // The parts are not visible; the failure that caused the abort matters more.
    }
  }
}
