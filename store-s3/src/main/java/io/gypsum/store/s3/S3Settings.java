package io.gypsum.store.s3;

import java.net.URI;
import java.time.Duration;

import io.gypsum.store.StoreAddress.S3Bucket;
import io.gypsum.store.StoreAddress.S3Service;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of a store and how it is accessed. Credentials are found by the AWS SDK in its usual order: environment, system
 * properties, profile, role of the machine.
 *
 * @param address the bucket, its service and the prefix of all keys
 * @param maxConnections maximum number of open connections; an object that is being read uses one until it is closed
 * @param timeout how long the service may send nothing during a call
 * @param partSizes when and how objects are sent in parts
 */
public record S3Settings(
    S3Bucket address, int maxConnections, Duration timeout, PartSizes partSizes) {
  private static final long MEBIBYTE = 1024 * 1024;
  private static final int DEFAULT_MAX_CONNECTIONS = 500;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
  /** S3 accepts up to 5 GiB in one request. */
  private static final PartSizes DEFAULT_PART_SIZES =
      new PartSizes(5 * 1024 * MEBIBYTE, 64 * MEBIBYTE);

  /**
   * @param singlePutBytes size of the largest object that is sent in one request; larger ones are sent in parts
   * @param partBytes size of each part except the last; larger when an object would have too many parts
   */
  public record PartSizes(long singlePutBytes, long partBytes) {
    public PartSizes {
      if (singlePutBytes < 1 || partBytes < 1) {
        throw new IllegalArgumentException(
            "invalid part sizes, " + singlePutBytes + " and " + partBytes
                + " bytes: expected at least 1 byte each");
      }
    }
  }

  /** @throws IllegalArgumentException when the prefix is invalid or there is no connection */
  public S3Settings {
    String prefix = address.prefix();
    if (!prefix.isEmpty() && (!prefix.endsWith("/") || prefix.startsWith("/"))) {
      throw new IllegalArgumentException(
          "the prefix '" + prefix + "' must end with '/' and not start with it");
    }
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          maxConnections + " connections: expected at least 1");
    }
  }

  /** Returns the settings of a bucket with default limits. */
  public static S3Settings of(S3Bucket address) {
    return new S3Settings(
        address, DEFAULT_MAX_CONNECTIONS, DEFAULT_TIMEOUT, DEFAULT_PART_SIZES);
  }

  /** Returns the settings of a whole bucket with default limits. */
  public static S3Settings of(@Nullable URI endpoint, String region, String bucket) {
    return of(new S3Bucket(bucket, "", new S3Service(endpoint, region)));
  }

  /** Returns the name of the bucket. */
  public String bucket() {
    return address.bucket();
  }

  /** Returns the prefix of all keys: empty, or ends with {@code /}. */
  public String prefix() {
    return address.prefix();
  }

  /** Returns the base URL of the service; null for AWS, where it follows from the region. */
  public @Nullable URI endpoint() {
    return address.service().endpoint();
  }

  /** Returns the region that requests are signed for. */
  public String region() {
    return address.service().region();
  }

  public S3Settings withPrefix(String prefix) {
    return new S3Settings(
        new S3Bucket(bucket(), prefix, address.service()), maxConnections, timeout, partSizes);
  }

  public S3Settings withMaxConnections(int newMaxConnections) {
    return new S3Settings(address, newMaxConnections, timeout, partSizes);
  }

  public S3Settings withTimeout(Duration newTimeout) {
    return new S3Settings(address, maxConnections, newTimeout, partSizes);
  }

  public S3Settings withPartSizes(long singlePutBytes, long partBytes) {
    return new S3Settings(
        address, maxConnections, timeout, new PartSizes(singlePutBytes, partBytes));
  }
}
