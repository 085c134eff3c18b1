package io.gypsum.store.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

import io.gypsum.core.document.Md5;
import io.gypsum.core.name.Key;
import io.gypsum.store.DirectAccess;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Presigns URLs of the service with the credentials of the store. */
record S3DirectAccess(S3Presigner presigner, S3Settings settings, S3Keys keys)
    implements DirectAccess {
  @Override
  public Optional<URI> presignPut(Key key, long sizeBytes, Md5 md5, Duration valid) {
    String name = keys.find(key);
    if (name == null || sizeBytes > settings.partSizes().singlePutBytes()) {
      return Optional.empty();
    }
    return Optional.of(
        uri(
            presigner
                .presignPutObject(
                    p -> p.signatureDuration(valid)
                        .putObjectRequest(
                            r -> r.bucket(settings.bucket()).key(name).contentMD5(md5.base64())))
                .url()
                .toString()));
  }

  @Override
  public URI presignGet(
      Key key, String contentType, String contentDisposition, Duration valid) {
    return uri(
        presigner
            .presignGetObject(
                p -> p.signatureDuration(valid)
                    .getObjectRequest(
                        r -> r.bucket(settings.bucket())
                            .key(keys.require(key))
                            .responseContentType(contentType)
                            .responseContentDisposition(contentDisposition)))
            .url()
            .toString());
  }

  /** Converts a URL of the SDK, which is already encoded. */
  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the SDK returned an invalid URL", e);
    }
  }
}
