package io.gypsum.store.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

import io.gypsum.store.StoreException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A store in a bucket that could lose data does not open. */
@Tag("ceph")
class BucketProbeTest {
  @Test
  void aUsableBucketIsLeftUnchanged() {
    S3Settings bucket = Ceph.newBucket();
    S3Store.open(bucket).close();
    try (S3Client client = Ceph.client(bucket)) {
      assertThat(client.listObjectsV2(r -> r.bucket(bucket.bucket())).contents()).isEmpty();
    }
  }

  @Test
  void theRefusalOfAMissingBucketNamesIt() {
    S3Settings bucket = Ceph.newBucket();
    try (S3Client client = Ceph.client(bucket)) {
      client.deleteBucket(r -> r.bucket(bucket.bucket()));
    }
    requireRefusal(bucket, "'" + bucket.bucket() + "'", "it does not exist", "--create-bucket");
    S3Store.createBucket(bucket);
    S3Store.createBucket(bucket);
    S3Store.open(bucket).close();
  }

  @Test
  void aVersionedBucketOfCephIsRefused() {
    S3Settings bucket = Ceph.newBucket();
    try (S3Client client = Ceph.client(bucket)) {
      client.putBucketVersioning(
          r -> r.bucket(bucket.bucket())
              .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }
    requireRefusal(bucket, "create-if-absent", "versioning is enabled", "use a bucket that never");
  }

  @Test
  void aServiceThatIgnoresIfNoneMatchIsRefused() throws IOException {
    try (FakeS3Service service = new FakeS3Service(exchange -> {
      exchange.getResponseHeaders().set("ETag", "\"abc\"");
      exchange.sendResponseHeaders(200, -1);
    }); S3Client client = S3Clients.open(service.settings(), Ceph.ANY_KEY)) {
      BucketProbe probe = new BucketProbe(client, service.settings(), InstantSource.system());
      assertThatThrownBy(probe::run).hasMessageContaining("create-if-absent");
    }
  }

  @Test
  void aServiceThatIgnoresIfMatchIsRefused() throws IOException {
    boolean[] created = {false};
    try (FakeS3Service service = new FakeS3Service(exchange -> {
      boolean refused;
      synchronized (created) {
        refused = exchange.getRequestHeaders().containsKey("If-None-Match") && created[0];
        created[0] = exchange.getRequestMethod().equals("PUT") || created[0];
      }
      exchange.getResponseHeaders().set("ETag", "\"abc\"");
      exchange.sendResponseHeaders(refused ? 412 : 200, -1);
    }); S3Client client = S3Clients.open(service.settings(), Ceph.ANY_KEY)) {
      BucketProbe probe = new BucketProbe(client, service.settings(), InstantSource.system());
      assertThatThrownBy(probe::run).hasMessageContaining("replace-if-unchanged");
    }
  }

  /** As OpenStack Swift responds. */
  @Test
  void aServiceWithoutConditionalWritesIsRefused() throws IOException {
    byte[] error = "<Error><Code>NotImplemented</Code></Error>".getBytes(StandardCharsets.UTF_8);
    try (FakeS3Service service = new FakeS3Service(exchange -> {
      boolean isPut = exchange.getRequestMethod().equals("PUT");
      exchange.sendResponseHeaders(isPut ? 501 : 200, isPut ? error.length : -1);
      if (isPut) {
        exchange.getResponseBody().write(error);
      }
    }); S3Client client = S3Clients.open(service.settings(), Ceph.ANY_KEY)) {
      BucketProbe probe = new BucketProbe(client, service.settings(), InstantSource.system());
      assertThatThrownBy(probe::run)
          .isInstanceOf(StoreException.class)
          .hasMessageContainingAll(
              "no conditional writes", "501 NotImplemented", "can only be read",
              "gypsum backup --from")
          .extracting(e -> ((StoreException) e).isRetryable())
          .isEqualTo(false);
    }
  }

  @Test
  void anUnknownAccessKeyIsRefused() {
    S3Settings bucket = Ceph.newBucket();
    try (S3Client client = S3Clients.open(bucket, Ceph.ANY_KEY)) {
      BucketProbe probe = new BucketProbe(client, bucket, InstantSource.system());
      assertThatThrownBy(probe::run)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("refuses")
          .hasMessageContaining("403")
          .hasMessageNotContaining("not-to-be-shown");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT5M10S", "-PT5M10S", "P10D"})
  void aLargeClockDifferenceIsRefused(String offset) {
    S3Settings bucket = Ceph.newBucket();
    InstantSource clock =
        InstantSource.offset(InstantSource.system(), Duration.parse(offset));
    assertThatThrownBy(() -> S3Store.open(bucket, clock))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("clock")
        .hasMessageContaining("300 s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT4M50S", "-PT4M50S"})
  void aSmallClockDifferenceIsAccepted(String offset) {
    InstantSource clock =
        InstantSource.offset(InstantSource.system(), Duration.parse(offset));
    S3Store.open(Ceph.newBucket(), clock).close();
  }

  private static void requireRefusal(S3Settings bucket, String... words) {
    assertThatThrownBy(() -> S3Store.open(bucket))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll(words);
  }
}
