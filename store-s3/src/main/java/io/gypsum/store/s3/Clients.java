package io.gypsum.store.s3;

import java.time.Duration;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Builds the SDK's client so that every engine understands it. */
final class Clients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POOL_TIMEOUT = Duration.ofSeconds(10);
  /** Shorter than engines keep an idle connection: a write on one that was just closed has an unknown outcome. */
  private static final Duration MAX_IDLE = Duration.ofSeconds(20);

  private Clients() {}

  /** With the keys that the SDK finds. */
  static S3Client open(S3Settings settings) {
    return open(settings, DefaultCredentialsProvider.builder().build());
  }

  static S3Client open(S3Settings settings, AwsCredentialsProvider credentials) {
    var builder = S3Client.builder()
        .region(Region.of(settings.region()))
        .credentialsProvider(credentials)
        .forcePathStyle(true)
        // Not all engines know the trailing checksums that the SDK sends otherwise.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(configuration())
        .putAuthScheme(new UnsignedBodies())
        .overrideConfiguration(
            o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry())
                .addExecutionInterceptor(new NoEchoes()))
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .maxConnections(settings.maxConnections())
                .connectionTimeout(CONNECT_TIMEOUT)
                .connectionAcquisitionTimeout(POOL_TIMEOUT)
                .connectionMaxIdleTime(MAX_IDLE)
                .socketTimeout(settings.timeout())
                .expectContinueEnabled(false));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return builder.build();
  }

  static S3Presigner presigner(S3Settings settings) {
    S3Presigner.Builder builder = S3Presigner.builder()
        .region(Region.of(settings.region()))
        .serviceConfiguration(
            configuration().toBuilder().pathStyleAccessEnabled(true).build());
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return builder.build();
  }

  private static S3Configuration configuration() {
    return S3Configuration.builder()
        .chunkedEncodingEnabled(false)
        // A put refused early would break the connection it came on.
        .expectContinueEnabled(false)
        .build();
  }
}
