package io.gypsum.client;

import java.net.URI;

import io.gypsum.core.json.JsonInput;
import org.jspecify.annotations.Nullable;

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
  static S3Config read(JsonInput in) {
    @Nullable String endpoint = null;
    @Nullable String bucket = null;
    @Nullable String key = null;
    @Nullable String secret = null;
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "endpoint" -> endpoint = in.string();
        case "bucket" -> bucket = in.string();
        case "key" -> key = in.string();
        case "secret" -> secret = in.string();
        default -> in.skip();
      }
    }
    return new S3Config(
        endpoint(in, in.required(endpoint, "endpoint")), in.required(bucket, "bucket"),
        in.required(key, "key"), in.required(secret, "secret"));
  }

  private static URI endpoint(JsonInput in, String text) {
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
