package io.gypsum.store.s3;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.Content;
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Writes objects in one request. Services respond differently when a condition does not hold, and some responses are
 * ambiguous; then the object is read to decide. Each conditional write stores a {@link WriteMark}.
 */
final class S3Puts {
  static final String CONTENT_TYPE = "application/octet-stream";

  private final S3Client client;
  private final String bucket;
  private final ETagFormat etagFormat;

  S3Puts(S3Client client, String bucket, ETagFormat etagFormat) {
    this.client = client;
    this.bucket = bucket;
    this.etagFormat = etagFormat;
  }

  PutResult put(Key key, String name, Content content, PutCondition condition) {
    if (condition instanceof PutCondition.IfMatch match && !ETagFormat.isSendable(match.etag())) {
      return new PutResult.ConditionNotMet();
    }
    WriteMark mark = WriteMark.random();
    try (CheckedBody body = CheckedBody.open(key, content)) {
      return new PutResult.Written(send(name, body, condition, mark));
    } catch (SdkException e) {
      return resultOf(key, name, condition, mark, e);
    }
  }

  private ETag send(String name, CheckedBody body, PutCondition condition, WriteMark mark) {
    PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(bucket).key(name);
    Md5 md5 = body.md5();
    if (md5 != null) {
      request.contentMD5(md5.base64());
    }
    if (!(condition instanceof PutCondition.Overwrite)) {
      request.metadata(mark.metadata());
    }
    if (condition instanceof PutCondition.Create) {
      request.ifNoneMatch("*");
    } else if (condition instanceof PutCondition.IfMatch match) {
      request.ifMatch(etagFormat.ifMatch(match.etag()));
    }
    RequestBody bytes = RequestBody.fromContentProvider(() -> body, body.sizeBytes(), CONTENT_TYPE);
    return ETagFormat.parse(client.putObject(request.build(), bytes).eTag());
  }

  /** Returns the result of a write that was not confirmed, or throws its failure. */
  private PutResult resultOf(
      Key key, String name, PutCondition condition, WriteMark mark, SdkException response) {
    int status = S3Errors.status(response);
    StoreException failure = S3Errors.ofWrite("write '" + key + "'", response);
    if (condition instanceof PutCondition.Overwrite) {
      throw failure;
    }
    if (condition instanceof PutCondition.Create && status == 412) {
      return new PutResult.ConditionNotMet();
    }
    if (condition instanceof PutCondition.IfMatch && response instanceof NoSuchKeyException) {
      return new PutResult.ConditionNotMet();
    }
    if (status == 412 || status == 409) {
      return refused(key, condition, current(name, failure), response);
    }
    if (failure.outcome() == CallOutcome.UNKNOWN) {
      return failed(condition, mark, current(name, failure), response, failure);
    }
    throw failure;
  }

  /** Handles a rejected write: either the condition does not hold, or there was a temporary conflict. */
  private static PutResult refused(
      Key key, PutCondition condition, @Nullable HeadObjectResponse found, SdkException response) {
    if (!holds(condition, found)) {
      return new PutResult.ConditionNotMet();
    }
    throw new StoreException(
        "cannot write '" + key + "': it conflicted with concurrent writes; try again",
        CallOutcome.NOT_DONE, true, response);
  }

  private static PutResult failed(
      PutCondition condition, WriteMark mark, @Nullable HeadObjectResponse found,
      SdkException response,
      StoreException failure) {
    if (found != null && mark.isOn(found)) {
      return new PutResult.Written(ETagFormat.parse(found.eTag()));
    }
    // Ceph responds in this way to a write that was overtaken by another one after its ETag was compared.
    boolean overtaken = condition instanceof PutCondition.IfMatch
        && S3Errors.code(response).equals("UnknownError") && !holds(condition, found);
    if (overtaken) {
      return new PutResult.ConditionNotMet();
    }
    throw failure;
  }

  private static boolean holds(PutCondition condition, @Nullable HeadObjectResponse found) {
    return condition instanceof PutCondition.IfMatch match
        ? found != null && ETagFormat.parse(found.eTag()).equals(match.etag())
        : found == null;
  }

  /**
   * Returns the current object, or null when it does not exist.
   *
   * @throws StoreException {@code failure}, when the object cannot be read either
   */
  private @Nullable HeadObjectResponse current(String name, StoreException failure) {
    try {
      return client.headObject(r -> r.bucket(bucket).key(name));
    } catch (NoSuchKeyException e) {
      return null;
    } catch (SdkException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }
}
