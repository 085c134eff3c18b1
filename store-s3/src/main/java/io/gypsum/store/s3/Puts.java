package io.gypsum.store.s3;

import java.util.Map;
import java.util.UUID;

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
 * Writes of one request. What an engine answers when a condition did not hold differs, and some answers do not tell; then
 * the object is looked at and decides. So that the look can tell our write from another with the same content, every
 * conditional write carries a mark of its own in the object's metadata.
 */
final class Puts {
  private static final String MARK = "gypsum-write";
  static final String TYPE = "application/octet-stream";

  private final S3Client client;
  private final String bucket;
  private final ETags etags;

  Puts(S3Client client, String bucket, ETags etags) {
    this.client = client;
    this.bucket = bucket;
    this.etags = etags;
  }

  PutResult put(Key key, String name, Content content, PutCondition condition) {
    if (condition instanceof PutCondition.IfMatch match && !ETags.isSendable(match.etag())) {
      return new PutResult.ConditionNotMet();
    }
    String mark = UUID.randomUUID().toString();
    try (CheckedBody body = CheckedBody.open(key, content)) {
      return new PutResult.Written(send(name, body, condition, mark));
    } catch (SdkException e) {
      return judge(key, name, condition, mark, e);
    }
  }

  private ETag send(String name, CheckedBody body, PutCondition condition, String mark) {
    PutObjectRequest.Builder request = PutObjectRequest.builder().bucket(bucket).key(name);
    Md5 md5 = body.md5();
    if (md5 != null) {
      request.contentMD5(md5.base64());
    }
    if (!(condition instanceof PutCondition.Overwrite)) {
      request.metadata(Map.of(MARK, mark));
    }
    if (condition instanceof PutCondition.Create) {
      request.ifNoneMatch("*");
    } else if (condition instanceof PutCondition.IfMatch match) {
      request.ifMatch(etags.ifMatch(match.etag()));
    }
    RequestBody bytes = RequestBody.fromContentProvider(() -> body, body.sizeBytes(), TYPE);
    return ETags.parse(client.putObject(request.build(), bytes).eTag());
  }

  /** What an answer other than yes means, or none. */
  private PutResult judge(
      Key key, String name, PutCondition condition, String mark, SdkException answer) {
    int status = Failures.status(answer);
    StoreException failure = Failures.ofWrite("write '" + key + "'", answer);
    if (condition instanceof PutCondition.Overwrite) {
      throw failure;
    }
    if (condition instanceof PutCondition.Create && status == 412) {
      return new PutResult.ConditionNotMet();
    }
    if (condition instanceof PutCondition.IfMatch && answer instanceof NoSuchKeyException) {
      return new PutResult.ConditionNotMet();
    }
    if (status == 412 || status == 409) {
      return refused(key, condition, look(name, failure), answer);
    }
    if (failure.outcome() == CallOutcome.UNKNOWN) {
      return failed(condition, mark, look(name, failure), answer, failure);
    }
    throw failure;
  }

  /** Nothing was done, for this reason or for another that has passed. */
  private static PutResult refused(
      Key key, PutCondition condition, @Nullable HeadObjectResponse found, SdkException answer) {
    if (!holds(condition, found)) {
      return new PutResult.ConditionNotMet();
    }
    throw new StoreException(
        "cannot write '" + key + "': others were writing it, and are done; try again",
        CallOutcome.NOT_DONE, true, answer);
  }

  private static PutResult failed(
      PutCondition condition, String mark, @Nullable HeadObjectResponse found, SdkException answer,
      StoreException failure) {
    if (found != null && mark.equals(found.metadata().get(MARK))) {
      return new PutResult.Written(ETags.parse(found.eTag()));
    }
    // Ceph's answer to who was overtaken between its look at the ETag and its write.
    boolean overtaken = condition instanceof PutCondition.IfMatch
        && Failures.code(answer).equals("UnknownError") && !holds(condition, found);
    if (overtaken) {
      return new PutResult.ConditionNotMet();
    }
    throw failure;
  }

  private static boolean holds(PutCondition condition, @Nullable HeadObjectResponse found) {
    return condition instanceof PutCondition.IfMatch match
        ? found != null && ETags.parse(found.eTag()).equals(match.etag())
        : found == null;
  }

  /**
   * @return null when there is no such object
   * @throws StoreException the failure that made it necessary, when the object cannot be looked at either
   */
  private @Nullable HeadObjectResponse look(String name, StoreException failure) {
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
