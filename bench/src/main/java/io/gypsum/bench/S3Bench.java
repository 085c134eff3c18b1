package io.gypsum.bench;

import java.io.IOException;
import java.util.List;

/** {@code bench/run s3}: servers and the client on a real Ceph, compared with rclone and Ceph itself. */
public final class S3Bench {
  private S3Bench() {}

  public static void main(String[] args) throws IOException {
    Suite.run(List.of(new S3Transfers(), new S3Redirects(), new BrokenUpload()), args);
  }
}
