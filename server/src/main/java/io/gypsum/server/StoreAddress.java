package io.gypsum.server;

import java.net.URI;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** Where the bucket is. */
public sealed interface StoreAddress {
  /**
   * A directory of this machine, {@code file:DIR}.
   *
   * @param directory absolute; may not exist yet
   */
  record Disk(Path directory) implements StoreAddress {
    @Override
    public String toString() {
      return "file:" + directory;
    }
  }

  /**
   * A bucket of an S3 engine, or a part of one, {@code s3://BUCKET/PREFIX}.
   *
   * @param prefix what all keys start with: empty, or ends with {@code /}
   * @param endpoint of the engine; null for AWS
   * @param region that requests are signed for
   * @param create whether to make the bucket when it is not there
   */
  record S3(String bucket, String prefix, @Nullable URI endpoint, String region, boolean create)
      implements StoreAddress {
    @Override
    public String toString() {
      return "s3://" + bucket + "/" + prefix;
    }
  }
}
