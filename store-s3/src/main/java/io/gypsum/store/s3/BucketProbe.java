package io.gypsum.store.s3;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import io.gypsum.core.concurrent.Parallel;
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
 * Checks, before a store is opened, that the bucket can be used and enforces the conditions of writes. Creates, replaces and
 * deletes one object below {@code ..probe/}.
 */
final class BucketProbe {
  static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);
  /** Number of concurrent writers of which exactly one must create the object. */
  private static final int WRITERS = 8;
  private static final ETag OTHER = new ETag("0123456789abcdef0123456789abcdef");
  private static final String ADVICE =
      "use a service that does, such as AWS, Ceph from version 16, R2 or MinIO; this one can only be"
          + " read ('gypsum backup --from', 'gypsum index', 'gypsum verify')";

  private final S3Client client;
  private final S3Settings settings;
  private final InstantSource clock;

  BucketProbe(S3Client client, S3Settings settings, InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Runs all checks and returns the format in which the service expects ETags.
   *
   * @throws StoreException when the bucket cannot be used; the message contains the reason and what to do
   */
  ETagFormat run() {
    requireBucket();
    String name = settings.prefix() + "..probe/" + UUID.randomUUID();
    try {
      requireOneWinner(name);
      return findETagFormat(name);
    } catch (SdkException e) {
      if (S3Errors.status(e) == 501) {
        throw unusable(
            "it supports no conditional writes (PUT with If-None-Match or If-Match): it responded"
                + " with 501 " + S3Errors.code(e) + "; " + ADVICE);
      }
      throw S3Errors.notDone("write to the bucket '" + settings.bucket() + "'", e);
    } finally {
      remove(name);
    }
  }

  /**
   * Checks, without writing, that the bucket exists and can be accessed.
   *
   * @throws StoreException when it cannot, or the clock of the service differs too much from the one of this machine
   */
  void requireBucket() {
    try {
      requireClock(client.headBucket(r -> r.bucket(settings.bucket())).sdkHttpResponse());
    } catch (S3Exception e) {
      // A service whose clock differs refuses every signature, and the response to a HEAD contains no reason.
      requireClock(e.awsErrorDetails().sdkHttpResponse());
      if (e.statusCode() == 404) {
        throw unusable(
            "it does not exist; create it, or start the server once with --create-bucket");
      }
      throw S3Errors.ofRead("use the bucket '" + settings.bucket() + "'", e);
    } catch (SdkException e) {
      throw S3Errors.ofRead("use the bucket '" + settings.bucket() + "'", e);
    }
  }

  /** Leases, presigned URLs and signatures depend on the clocks. Responses without a {@code Date} are accepted. */
  private void requireClock(SdkHttpResponse response) {
    Optional<Instant> serviceTime =
        response.firstMatchingHeader("Date").flatMap(BucketProbe::parse);
    if (serviceTime.isEmpty()) {
      return;
    }
    Duration difference = Duration.between(serviceTime.get(), clock.instant()).abs();
    if (difference.compareTo(MAX_CLOCK_DIFFERENCE) > 0) {
      throw new StoreException(
          "cannot use the store: its clock and the clock of this machine differ by "
              + difference.toSeconds() + " s, more than " + MAX_CLOCK_DIFFERENCE.toSeconds()
              + " s; synchronize both, preferably by NTP",
          CallOutcome.NOT_DONE, false, null);
    }
  }

  private static Optional<Instant> parse(String header) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private void requireOneWinner(String name) {
    List<Integer> writers = IntStream.range(0, WRITERS).boxed().toList();
    long winners =
        Parallel
            .map(
                writers, WRITERS, BucketProbe::interrupted,
                number -> isDone(
                    request(name).ifNoneMatch("*").build(), "probe " + number))
            .stream()
            .filter(isDone -> isDone)
            .count();
    if (winners != 1) {
      throw unusable(
          "it does not enforce create-if-absent (PUT with If-None-Match: *): " + winners + " of "
              + WRITERS + " concurrent writers created one object;"
              + (isVersioned()
                  ? " versioning is enabled, and this service ignores the condition in versioned"
                      + " buckets: use a bucket that never had versioning"
                  : " " + ADVICE));
    }
  }

  private static StoreException interrupted(InterruptedException cause) {
    return new StoreException(
        "opening the store was interrupted", CallOutcome.NOT_DONE, false, cause);
  }

  private ETagFormat findETagFormat(String name) {
    ETag current =
        ETagFormat.parse(client.headObject(r -> r.bucket(settings.bucket()).key(name)).eTag());
    for (ETagFormat format : ETagFormat.values()) {
      if (isDone(request(name).ifMatch(format.ifMatch(current)).build(), "replaced " + format)) {
        if (isDone(request(name).ifMatch(format.ifMatch(OTHER)).build(), "must not be written")) {
          break;
        }
        return format;
      }
    }
    throw unusable(
        "it does not enforce replace-if-unchanged (PUT with If-Match); " + ADVICE);
  }

  private PutObjectRequest.Builder request(String name) {
    return PutObjectRequest.builder().bucket(settings.bucket()).key(name);
  }

  /** Returns false when the condition did not hold. */
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
      // This only improves the message, and needs a permission that no other call needs.
      return false;
    }
  }

  private void remove(String name) {
    try {
      client.deleteObject(r -> r.bucket(settings.bucket()).key(name));
    } catch (SdkException e) {
      // The object does no harm; the result of the probe matters more.
    }
  }

  private StoreException unusable(String why) {
    return new StoreException(
        "cannot use the bucket '" + settings.bucket() + "': " + why, CallOutcome.NOT_DONE, false,
        null);
  }
}
