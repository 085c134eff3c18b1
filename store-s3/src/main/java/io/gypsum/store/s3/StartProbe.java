package io.gypsum.store.s3;

import java.time.InstantSource;
import java.util.UUID;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ETag;
import io.gypsum.store.StoreException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Tries in the bucket itself what the store must keep, before anything depends on it: one object below {@code ..probe/}
 * is made, replaced and removed.
 */
final class StartProbe {
  private static final ETag OTHER = new ETag("0123456789abcdef0123456789abcdef");

  private final S3Client client;
  private final S3Settings settings;
  private final InstantSource clock;

  StartProbe(S3Client client, S3Settings settings, InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * @return how this engine wants ETags
   * @throws StoreException saying what is wrong with the bucket and what to do
   */
  ETags run() {
    requireBucket();
    String name = settings.prefix() + "..probe/" + UUID.randomUUID();
    try {
      requireOneWinner(name);
      return findETags(name);
    } catch (SdkException e) {
      throw Failures.notDone("write to the bucket '" + settings.bucket() + "'", e);
    } finally {
      remove(name);
    }
  }

  /** @throws StoreException when there is no such bucket, no access to it, or its clock differs; writes nothing */
  void requireBucket() {
    ClockCheck check = new ClockCheck(clock);
    try {
      SdkHttpResponse answer =
          client.headBucket(r -> r.bucket(settings.bucket())).sdkHttpResponse();
      check.requireNear(answer);
    } catch (S3Exception e) {
      // An engine whose clock differs refuses every signature, without saying why to a HEAD.
      check.requireNear(e.awsErrorDetails().sdkHttpResponse());
      if (e.statusCode() == 404) {
        throw unusable(
            "there is no such bucket; create it, or start the server once with --create-bucket");
      }
      throw Failures.ofRead("use the bucket '" + settings.bucket() + "'", e);
    } catch (SdkException e) {
      throw Failures.ofRead("use the bucket '" + settings.bucket() + "'", e);
    }
  }

  private void requireOneWinner(String name) {
    int winners =
        CreateRace.winners(
            number -> isDone(
                request(name).ifNoneMatch("*").build(), "probe " + number));
    if (winners != 1) {
      throw unusable(
          "it does not keep create-if-absent (PUT with If-None-Match: *), of " + CreateRace.RUNNERS
              + " writers that created one object " + winners + " were told that they did;"
              + (isVersioned()
                  ? " versioning is on, with which this engine ignores it: use a bucket that never"
                      + " had versioning"
                  : " use an engine that does, such as AWS, Ceph from version 16, R2 or MinIO"));
    }
  }

  private ETags findETags(String name) {
    ETag current =
        ETags.parse(client.headObject(r -> r.bucket(settings.bucket()).key(name)).eTag());
    for (ETags style : ETags.values()) {
      if (isDone(request(name).ifMatch(style.ifMatch(current)).build(), "replaced " + style)) {
        if (isDone(request(name).ifMatch(style.ifMatch(OTHER)).build(), "not to be")) {
          break;
        }
        return style;
      }
    }
    throw unusable(
        "it does not keep replace-if-unchanged (PUT with If-Match); use an engine that does, such"
            + " as AWS, Ceph from version 16, R2 or MinIO");
  }

  private PutObjectRequest.Builder request(String name) {
    return PutObjectRequest.builder().bucket(settings.bucket()).key(name);
  }

  /** False when the condition did not hold. */
  private boolean isDone(PutObjectRequest request, String content) {
    try {
      client.putObject(request, RequestBody.fromString(content));
      return true;
    } catch (S3Exception e) {
      if (e.statusCode() == 412 || e.statusCode() == 409) {
        return false;
      }
      throw e;
    }
  }

  private boolean isVersioned() {
    try {
      BucketVersioningStatus status =
          client.getBucketVersioning(r -> r.bucket(settings.bucket())).status();
      return status == BucketVersioningStatus.ENABLED || status == BucketVersioningStatus.SUSPENDED;
    } catch (SdkException e) {
      // It only makes the message better, and needs a right that nothing else needs.
      return false;
    }
  }

  private void remove(String name) {
    try {
      client.deleteObject(r -> r.bucket(settings.bucket()).key(name));
    } catch (SdkException e) {
      // An internal object that nobody looks for; what the probe found matters more.
    }
  }

  private StoreException unusable(String why) {
    return new StoreException(
        "cannot use the bucket '" + settings.bucket() + "': " + why, CallOutcome.NOT_DONE, false,
        null);
  }
}
