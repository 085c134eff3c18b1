package io.gypsum.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** The real engine that tests need. A test without it fails: what passes on a fake proves nothing. */
public final class Ceph {
  /** Signs, and opens nothing. */
  static final AwsCredentialsProvider ANY_KEY =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create("AKIAUNKNOWN", "secret-not-to-be-shown"));

  private Ceph() {}

  /** A new, empty bucket. */
  public static S3Settings newBucket() {
    S3Settings settings =
        S3Settings.of(endpoint(), S3Settings.DEFAULT_REGION, "test-" + UUID.randomUUID());
    S3Store.createBucket(settings);
    return settings;
  }

  /** The engine itself, for what the store does not do. */
  static S3Client client(S3Settings settings) {
    return Clients.open(settings.withTimeout(Duration.ofSeconds(20)));
  }

  private static URI endpoint() {
    String endpoint = System.getenv("S3_ENDPOINT");
    if (endpoint == null) {
      throw new AssertionError(
          "this test needs an S3 engine and S3_ENDPOINT is not set: run"
              + " eval \"$(.ci/ceph-rgw start /tmp/gypsum-ceph 0)\" first,"
              + " and .ci/ceph-rgw destroy /tmp/gypsum-ceph when done; ./check does it by itself");
    }
    return URI.create(endpoint);
  }
}
