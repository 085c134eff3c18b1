package io.gypsum.store.s3;

import java.util.concurrent.CompletableFuture;

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

/**
 * Signs a request's line and headers and leaves its body unsigned, over plain HTTP too. There the SDK would read a body
 * twice, once for its hash, which a stream from a socket does not allow; the signed {@code Content-MD5} guards it instead.
 */
final class UnsignedBodies implements AuthScheme<AwsCredentialsIdentity> {
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
