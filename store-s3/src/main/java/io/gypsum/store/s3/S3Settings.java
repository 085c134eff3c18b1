package io.gypsum.store.s3;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Which bucket, and how to speak with it. Where the keys come from is not said here: AWS's own order holds (environment,
 * system properties, profile, the machine's role).
 *
 * @param endpoint of the engine; null for AWS itself, whose address the region tells
 * @param region that requests are signed for; engines that know no regions take any
 * @param bucket its name
 * @param prefix what all keys start with: empty, or ends with {@code /}
 * @param maxConnections at once; an object being read holds one until it is closed
 * @param timeout how long the engine may be silent in the middle of a call
 * @param singlePutBytes the biggest object sent by one request; bigger ones go in parts
 * @param partBytes of each part, the last may be smaller; grows where an object would have too many
 */
public record S3Settings(
    @Nullable URI endpoint, String region, String bucket, String prefix, int maxConnections,
    Duration timeout, long singlePutBytes, long partBytes) {
  private static final long MEBIBYTE = 1024 * 1024;
  /** What every engine signs with when nobody says otherwise. */
  public static final String DEFAULT_REGION = "us-east-1";

  public S3Settings {
    if (!prefix.isEmpty() && (!prefix.endsWith("/") || prefix.startsWith("/"))) {
      throw new IllegalArgumentException(
          "the prefix '" + prefix + "' must end with '/' and not start with it");
    }
    if (maxConnections < 1 || singlePutBytes < 1 || partBytes < 1) {
      throw new IllegalArgumentException(
          maxConnections + " connections, single puts of " + singlePutBytes + " bytes, parts of "
              + partBytes + " bytes");
    }
  }

  /** The whole bucket, with the limits of S3: one put takes 5 GiB. */
  public static S3Settings of(@Nullable URI endpoint, String region, String bucket) {
    return new S3Settings(
        endpoint, region, bucket, "", 500, Duration.ofSeconds(60), 5 * 1024 * MEBIBYTE,
        64 * MEBIBYTE);
  }

  public S3Settings withPrefix(String newPrefix) {
    return new S3Settings(
        endpoint, region, bucket, newPrefix, maxConnections, timeout, singlePutBytes, partBytes);
  }

  public S3Settings withMaxConnections(int newMaxConnections) {
    return new S3Settings(
        endpoint, region, bucket, prefix, newMaxConnections, timeout, singlePutBytes, partBytes);
  }

  public S3Settings withTimeout(Duration newTimeout) {
    return new S3Settings(
        endpoint, region, bucket, prefix, maxConnections, newTimeout, singlePutBytes, partBytes);
  }

  /** For tests, which have no gigabytes to send. */
  public S3Settings withPartSizes(long newSinglePutBytes, long newPartBytes) {
    return new S3Settings(
        endpoint, region, bucket, prefix, maxConnections, timeout, newSinglePutBytes, newPartBytes);
  }
}
