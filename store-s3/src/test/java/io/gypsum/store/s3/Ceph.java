package io.gypsum.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;

import io.gypsum.store.StoreAddress.S3Service;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

import static org.assertj.core.api.Assertions.assertThat;

/** The real S3-compatible service that tests require. Tests fail without it: a fake would prove nothing. */
public final class Ceph {
  /** Credentials that the service does not accept. */
  static final AwsCredentialsProvider ANY_KEY =
      StaticCredentialsProvider.create(
          AwsBasicCredentials.create("AKIAUNKNOWN", "secret-not-to-be-shown"));

  private Ceph() {}

  /** Creates an empty bucket. */
  public static S3Settings newBucket() {
    S3Settings settings =
        S3Settings.of(endpoint(), S3Service.DEFAULT_REGION, "test-" + UUID.randomUUID());
    S3Store.createBucket(settings);
    return settings;
  }

  /** Returns an SDK client, for calls that the store does not make. */
  static S3Client client(S3Settings settings) {
    return S3Clients.open(settings.withTimeout(Duration.ofSeconds(20)));
  }

  private static URI endpoint() {
    String endpoint = System.getenv("S3_ENDPOINT");
    if (endpoint == null) {
      throw new AssertionError(
          "this test needs an S3-compatible service and S3_ENDPOINT is not set: run"
              + " eval \"$(.ci/ceph-rgw start /tmp/gypsum-ceph 0)\" first,"
              + " and .ci/ceph-rgw destroy /tmp/gypsum-ceph when done; ./check does it by itself");
    }
    return URI.create(endpoint);
  }

  /** Checks that the bucket contains no unfinished upload in parts. */
  static void requireNoParts(S3Settings settings) {
    try (S3Client client = client(settings)) {
      assertThat(client.listMultipartUploads(r -> r.bucket(settings.bucket())).uploads()).isEmpty();
    }
  }
}
