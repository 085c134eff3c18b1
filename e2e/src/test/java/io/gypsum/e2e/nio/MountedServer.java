package io.gypsum.e2e.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;

import io.gypsum.client.GypsumClient;
import io.gypsum.e2e.harness.CountingProxySelector;
import io.gypsum.e2e.harness.TestServer;

/** The file system of a server, through a client whose requests are counted. */
final class MountedServer implements AutoCloseable {
  private final CountingProxySelector proxies = new CountingProxySelector();
  private final GypsumClient client;
  private final FileSystem system;

  MountedServer(TestServer server, Path cache) throws IOException {
    URI url = server.process().url();
    client = GypsumClient.builder().url(url).cacheDirectory(cache).proxy(proxies).build();
    system =
        FileSystems.newFileSystem(
            URI.create("gypsum://" + url.getAuthority()), Map.of("client", client));
  }

  GypsumClient client() {
    return client;
  }

  Path path(String first, String... more) {
    return system.getPath(first, more);
  }

  int requests() {
    return proxies.requests();
  }

  @Override
  public void close() throws IOException {
    system.close();
    client.close();
  }
}
