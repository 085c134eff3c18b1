package io.gypsum.client;

import java.net.URI;
import java.nio.file.Path;

/** Downloads the metadata database. Arguments: server URL, cache directory. */
final class DatabaseMain {
  private DatabaseMain() {}

  public static void main(String[] args) {
    try (GypsumClient client =
        GypsumClient.builder()
            .url(URI.create(args[0]))
            .cacheDirectory(Path.of(args[1]))
            .offline(false)
            .build()) {
      client.fetchMetadataDatabase();
    }
  }
}
