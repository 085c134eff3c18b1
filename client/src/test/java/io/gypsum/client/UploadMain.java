package io.gypsum.client;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.name.AssetVersion;

/** Uploads a directory in another process, which a test can kill. */
final class UploadMain {
  private UploadMain() {}

  /** Files are sent one by one, so that the progress at a request is deterministic. */
  static Process start(URI server, Path cache, AssetVersion version, Path directory)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8",
                "-Dsun.jnu.encoding=UTF-8", "-cp", System.getProperty("java.class.path"),
                UploadMain.class.getName()));
    command.addAll(
        List.of(
            server.toString(), cache.toString(), version.toString(), directory.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(new File(cache.resolveSibling(cache.getFileName() + ".log").toString()))
        .start();
  }

  public static void main(String[] args) {
    try (GypsumClient client = GypsumClient.builder()
        .url(args[0])
        .token(FakeServer.TOKEN)
        .cacheDirectory(Path.of(args[1]))
        .concurrency(1)
        .build()) {
      client.uploadDirectory(AssetVersion.parse(args[2]), Path.of(args[3]));
    }
  }
}
