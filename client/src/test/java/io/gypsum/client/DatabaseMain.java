package io.gypsum.client;

import java.net.URI;
import java.nio.file.Path;

/** A process that fetches the metadata database: server, cache. */
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
