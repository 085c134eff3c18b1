package io.gypsum.e2e.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import io.gypsum.client.GypsumClient;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.e2e.harness.CountingProxySelector;
import io.gypsum.e2e.harness.SharedServer;
import io.gypsum.e2e.harness.TestServer;
import io.gypsum.e2e.harness.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(SharedServer.class)
class SmallFilesTest {
  private static final int FILES = 400;

  private final TestServer server;
  private final CountingProxySelector proxies = new CountingProxySelector();
  @TempDir Path directory;

  SmallFilesTest(TestServer server) {
    this.server = server;
  }

  private GypsumClient client(String cache) {
    return GypsumClient.builder()
        .url(server.process().url())
        .token(Users.OWNER.token())
        .cacheDirectory(directory.resolve(cache))
        .concurrency(4)
        .proxy(proxies)
        .build();
  }

  @Test
  void manySmallFilesNeedFewRequests() throws IOException {
    Path data = directory.resolve("data");
    Random random = new Random(1);
    for (int i = 0; i < FILES; i++) {
      byte[] content = new byte[random.nextInt(5_000)];
      random.nextBytes(content);
      Path file = data.resolve("d" + i % 9 + "/größe-" + i);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    }
    AssetVersion version = AssetVersion.of(server.newProject(), "a", "v");
    try (GypsumClient client = client("one")) {
      client.uploadDirectory(version, data);
    }
    // The version, the start, four bundles and the completion.
    assertThat(proxies.requests()).isLessThanOrEqualTo(8);
    int before = proxies.requests();
    try (GypsumClient client = client("two")) {
      Path saved = client.saveVersion(version);
      for (int i = 0; i < FILES; i++) {
        String file = "d" + i % 9 + "/größe-" + i;
        assertThat(saved.resolve(file)).hasSameBinaryContentAs(data.resolve(file));
      }
    }
    assertThat(proxies.requests() - before).isLessThanOrEqualTo(8);
  }
}
