package io.gypsum.client;

import java.net.URI;
import java.nio.file.Path;

import io.gypsum.core.name.AssetVersion;

/** Saves a version. Arguments: server URL, cache directory, version. */
final class SaveMain {
  private SaveMain() {}

  public static void main(String[] args) {
    try (GypsumClient client =
        GypsumClient.builder()
            .url(URI.create(args[0]))
            .cacheDirectory(Path.of(args[1]))
            .concurrency(4)
            .build()) {
      client.saveVersion(AssetVersion.parse(args[2]));
    }
  }
}
