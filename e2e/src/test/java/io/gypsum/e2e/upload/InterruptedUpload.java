package io.gypsum.e2e.upload;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.TransferListener;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.e2e.harness.JavaCommand;
import io.gypsum.e2e.harness.Users;

/** A separate process that uploads a directory, one request at a time, and exits at a given progress. */
final class InterruptedUpload {
  static final int HALTED = 99;

  private InterruptedUpload() {}

  /** Runs the upload; returns {@link #HALTED}, or 0 if the upload completed before it was halted. */
  static int run(URI server, Path cache, AssetVersion version, Path directory, long haltAtBytes)
      throws Exception {
    ProcessBuilder command =
        JavaCommand.of(
            InterruptedUpload.class.getName(), 64, List.of(),
            List.of(
                server.toString(), cache.toString(), version.toString(), directory.toString(),
                Long.toString(haltAtBytes)));
    command.environment().put("GYPSUM_TOKEN", Users.TRUSTED.token());
    Process process =
        command.redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the upload did not end in time");
      }
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  public static void main(String[] args) {
    long haltAtBytes = Long.parseLong(args[4]);
    AtomicLong moved = new AtomicLong();
    TransferListener halting = new TransferListener() {
      @Override
      public void moves(long bytes) {
        if (moved.addAndGet(bytes) >= haltAtBytes) {
          Runtime.getRuntime().halt(HALTED);
        }
      }
    };
    try (GypsumClient client =
        GypsumClient.builder()
            .url(args[0])
            .cacheDirectory(Path.of(args[1]))
            .concurrency(1)
            .listener(halting)
            .build()) {
      client.uploadDirectory(AssetVersion.parse(args[2]), Path.of(args[3]));
    }
  }
}
