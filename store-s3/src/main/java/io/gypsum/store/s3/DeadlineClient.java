package io.gypsum.store.s3;

import java.time.Duration;
import java.util.function.Function;

import io.gypsum.core.retry.Deadline;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Request;

/**
 * Cancels each request that can change an object at a deadline, and sends none after it. Reads and the deletion of
 * parts, which change no object, are not limited. Does not close the wrapped client.
 */
final class DeadlineClient extends DelegatingS3Client {
  /** Longer deadlines are not applied: no request takes that long, and the SDK cannot represent all durations. */
  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

  /** The resolution of the timeouts of the SDK. */
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

  private final Deadline deadline;

  DeadlineClient(S3Client client, Deadline deadline) {
    super(client);
    this.deadline = deadline;
  }

  /** The deadline passed before the request was sent. */
  static final class PassedException extends SdkClientException {
    private static final long serialVersionUID = 1;

    PassedException() {
      super(SdkClientException.builder().message("the deadline has passed"));
    }
  }

  @Override
  protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
    if (isHarmless(request)) {
      return operation.apply(request);
    }
    Duration left = deadline.timeLeft();
    if (left.compareTo(MAX_TIMEOUT) > 0) {
      return operation.apply(request);
    }
    if (left.compareTo(MIN_TIMEOUT) < 0) {
      throw new PassedException();
    }
    return operation.apply(limited(request, left));
  }

  private static boolean isHarmless(S3Request request) {
    return request instanceof HeadObjectRequest || request instanceof GetObjectRequest
        || request instanceof ListObjectsV2Request
        || request instanceof AbortMultipartUploadRequest;
  }

  /** The builder of a request builds a request of the same type. */
  @SuppressWarnings("unchecked")
  private static <T extends S3Request> T limited(T request, Duration timeout) {
    AwsRequestOverrideConfiguration limited =
        request.overrideConfiguration()
            .map(AwsRequestOverrideConfiguration::toBuilder)
            .orElseGet(AwsRequestOverrideConfiguration::builder)
            .apiCallTimeout(timeout)
            .build();
    return (T) request.toBuilder().overrideConfiguration(limited).build();
  }

  @Override
  public void close() {}
}
