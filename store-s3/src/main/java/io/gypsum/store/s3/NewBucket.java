package io.gypsum.store.s3;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/** Makes a bucket. */
record NewBucket(S3Client client, S3Settings settings) {
  void createIfAbsent() {
    try {
      if (!isThere()) {
        client.createBucket(request());
      }
    } catch (BucketAlreadyOwnedByYouException e) {
      // Another server made it first.
    } catch (SdkException e) {
      throw Failures.ofWrite("create the bucket '" + settings.bucket() + "'", e);
    }
  }

  private boolean isThere() {
    try {
      client.headBucket(r -> r.bucket(settings.bucket()));
      return true;
    } catch (NoSuchBucketException e) {
      return false;
    }
  }

  /** AWS must be told where; other engines refuse a place that they do not know. */
  private CreateBucketRequest request() {
    CreateBucketRequest.Builder request =
        CreateBucketRequest.builder().bucket(settings.bucket());
    if (settings.endpoint() == null && !settings.region().equals(S3Settings.DEFAULT_REGION)) {
      request.createBucketConfiguration(c -> c.locationConstraint(settings.region()));
    }
    return request.build();
  }
}
