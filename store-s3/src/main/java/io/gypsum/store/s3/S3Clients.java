package io.gypsum.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.gypsum.core.ProxyEnvironment;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.http.auth.aws.scheme.AwsV4AuthScheme;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthScheme;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignRequest;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.IdentityProviders;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Creates SDK clients with settings that all S3-compatible services support. */
final class S3Clients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POOL_TIMEOUT = Duration.ofSeconds(10);
  /**
   * Shorter than the time for which services keep idle connections open: a write on a connection that was just closed
   * has an unknown outcome.
   */
  private static final Duration MAX_IDLE = Duration.ofSeconds(20);

  private S3Clients() {}

  /** Uses the credentials that the SDK finds. */
  static S3Client open(S3Settings settings) {
    return open(settings, DefaultCredentialsProvider.builder().build());
  }

  static S3Client open(S3Settings settings, AwsCredentialsProvider credentials) {
    var builder = S3Client.builder()
        .region(Region.of(settings.region()))
        .credentialsProvider(credentials)
        .forcePathStyle(true)
        // Some services refuse the trailing checksums that the SDK sends by default.
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(configuration())
        .putAuthScheme(new UnsignedBodies())
        .overrideConfiguration(
            o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry())
                .addExecutionInterceptor(new EchoRemover()))
        .httpClientBuilder(
            Apache5HttpClient.builder()
                .maxConnections(settings.maxConnections())
                .connectionTimeout(CONNECT_TIMEOUT)
                .connectionAcquisitionTimeout(POOL_TIMEOUT)
                .connectionMaxIdleTime(MAX_IDLE)
                .socketTimeout(settings.timeout())
                .expectContinueEnabled(false)
                .proxyConfiguration(proxy(settings)));
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    return builder.build();
  }

  /** The SDK itself ignores ALL_PROXY, and ignores HTTP_PROXY for endpoints with HTTPS. */
  private static ProxyConfiguration proxy(S3Settings settings) {
    ProxyConfiguration.Builder builder =
        ProxyConfiguration.builder().useEnvironmentVariableValues(false);
    URI endpoint =
        settings.endpoint() == null
            ? URI.create("https://s3." + settings.region() + ".amazonaws.com")
            : settings.endpoint();
    if (System.getProperty("http.proxyHost") == null
        && System.getProperty("https.proxyHost") == null) {
      ProxyEnvironment.system()
          .proxyFor(endpoint)
          .ifPresent(
              proxy -> builder.useSystemPropertyValues(false)
                  .endpoint(URI.create("http://" + proxy.host() + ":" + proxy.port()))
                  .username(proxy.user())
                  .password(proxy.password())
                  .preemptiveBasicAuthenticationEnabled(proxy.user() != null));
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
        // A put that is refused early would break its connection.
        .expectContinueEnabled(false)
        .build();
  }

  /**
   * Signs the request line and the headers but not the body, even over plain HTTP, where the SDK would read a body
   * twice to hash it first. Streams from a socket can be read only once; the signed {@code Content-MD5} protects the
   * body instead.
   */
  private static final class UnsignedBodies implements AuthScheme<AwsCredentialsIdentity> {
    @Override
    public String schemeId() {
      return AwsV4AuthScheme.SCHEME_ID;
    }

    @Override
    public IdentityProvider<AwsCredentialsIdentity> identityProvider(IdentityProviders providers) {
      return providers.identityProvider(AwsCredentialsIdentity.class);
    }

    @Override
    public HttpSigner<AwsCredentialsIdentity> signer() {
      return new Signer(AwsV4HttpSigner.create());
    }

    private record Signer(AwsV4HttpSigner signer) implements HttpSigner<AwsCredentialsIdentity> {
      @Override
      public SignedRequest sign(SignRequest<? extends AwsCredentialsIdentity> request) {
        boolean needsBody = request.property(AwsV4HttpSigner.CHECKSUM_ALGORITHM) != null;
        if (needsBody || request.payload().isEmpty()) {
          return signer.sign(request);
        }
        SignedRequest signed = signer.sign(request.copy(copy -> copy.payload(null)));
        return SignedRequest.builder()
            .request(signed.request())
            .payload(request.payload().get())
            .build();
      }

      @Override
      public CompletableFuture<AsyncSignedRequest> signAsync(
          AsyncSignRequest<? extends AwsCredentialsIdentity> request) {
        return signer.signAsync(request);
      }
    }
  }

  /**
   * Removes the parameters of the request that the response of a listing repeats. Ceph repeats them unencoded, and the SDK,
   * which requested an encoded response, fails to decode a {@code %} in them.
   */
  private static final class EchoRemover implements ExecutionInterceptor {
    @Override
    public SdkResponse modifyResponse(
        Context.ModifyResponse context, ExecutionAttributes attributes) {
      return context.response() instanceof ListObjectsV2Response listing
          ? listing.toBuilder().prefix(null).startAfter(null).delimiter(null).build()
          : context.response();
    }
  }
}
