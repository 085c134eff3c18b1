package io.gypsum.client;

import java.net.URI;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;

/**
 * Credentials to read the bucket of a server directly through S3.
 *
 * <pre>{@code
 * S3Config config = gypsum.publicS3Config().orElse(null);
 * if (config != null) {
 *   String bucketUrl = config.endpoint() + "/" + config.bucket();
 * }
 * }</pre>
 *
 * @param key the access key ID
 * @param secret the secret access key. It is public, but {@link #toString} omits it, so that logs contain no secrets
 */
public record S3Config(URI endpoint, String bucket, String key, String secret) {
  private static final RecordCodec<S3Config> CODEC =
      RecordCodec.of(
          Property
              .required("endpoint", JsonType.readOnly(S3Config::readEndpoint), S3Config::endpoint),
          Property.required("bucket", JsonType.STRING, S3Config::bucket),
          Property.required("key", JsonType.STRING, S3Config::key),
          Property.required("secret", JsonType.STRING, S3Config::secret),
          S3Config::new);

  static S3Config read(JsonInput in) {
    return CODEC.read(in);
  }

  private static URI readEndpoint(JsonInput in) {
    String text = in.string();
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw in.malformed("expected the URL of an S3 endpoint, found '" + text + "'");
    }
  }

  @Override
  public String toString() {
    return "S3Config[endpoint=" + endpoint + ", bucket=" + bucket + ", key=" + key + "]";
  }
}
