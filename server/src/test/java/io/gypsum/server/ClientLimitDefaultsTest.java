package io.gypsum.server;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.gypsum.core.name.Key;
import io.gypsum.server.http.RawHttp;
import io.gypsum.server.limit.ClientAddress;
import io.gypsum.server.limit.ClientAddresses;
import io.gypsum.server.limit.ClientLimits;
import io.gypsum.server.settings.ClientLimitSettings;
import io.gypsum.server.settings.ServerSettings;
import io.gypsum.server.settings.SettingsReader;
import io.gypsum.server.settings.SettingsSources;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.memory.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** The default limits do not slow down honest clients: the R and Python clients do not retry a 429. */
class ClientLimitDefaultsTest {
  private static final int FILES = 10_000;
  private static final int CONNECTIONS = 16;
  /** The R and Python clients open a connection for each request or for a few. */
  private static final int REQUESTS_PER_CONNECTION = 25;

  @TempDir Path directory;

  /** The clock stands still: transfers at any speed succeed, since no limit is refilled meanwhile. */
  @Test
  void anUploadAndADownloadOfManyFilesAreWithinTheLimitsAtAnySpeed() {
    ClientLimitSettings defaults = settings().limits().clients();
    ClientLimits limits =
        new ClientLimits(
            new ClientAddresses(List.of()), defaults.concurrency(), defaults.rates(), false,
            () -> 0, limit -> {});
    ClientAddress client =
        new ClientAddress(InetAddress.ofLiteral("192.0.2.7"), ClientAddress.Origin.PEER);
    int uploadRequests = 2 * FILES + 2;
    int downloadRequests = FILES + 2;
    assertThatCode(() -> {
      for (int i = 0; i < uploadRequests; i++) {
        limits.countRequest(client, false);
      }
      for (int i = 0; i < downloadRequests; i++) {
        limits.countRequest(client, true);
      }
      for (int i = 0; i < CONNECTIONS; i++) {
        assertThat(limits.openConnection(client.address())).isTrue();
        limits.beginRequest(client);
      }
    }).doesNotThrowAnyException();
  }

  @Test
  void aDownloadOfManyFilesThroughAProxyGetsNo429() throws Exception {
    MemoryStore store = new MemoryStore();
    store.put(new Key("p/a/v/file"), Content.of("content"), PutCondition.CREATE);
    try (GypsumServer server = GypsumServer.start(settings(), (address, createBucket) -> store);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> client = () -> download(server.address().getPort());
      List<Future<Integer>> clients =
          threads.invokeAll(IntStream.range(0, CONNECTIONS).mapToObj(i -> client).toList());
      int received = 0;
      for (Future<Integer> requests : clients) {
        received += requests.get();
      }
      assertThat(received).isEqualTo(FILES);
    }
  }

  /** Returns the number of responses with status 200. */
  private static int download(int port) throws IOException {
    int received = 0;
    for (int opened = 0; opened < FILES / CONNECTIONS / REQUESTS_PER_CONNECTION; opened++) {
      try (RawHttp connection = new RawHttp(port)) {
        for (int i = 0; i < REQUESTS_PER_CONNECTION; i++) {
          connection.send(
              RawHttp.head("GET", "/file/p%2Fa%2Fv%2Ffile", "X-Forwarded-For: 192.0.2.7") + "\r\n");
          assertThat(connection.answer(false).status()).isEqualTo(200);
          received++;
        }
      }
    }
    return received;
  }

  private ServerSettings settings() {
    return SettingsReader.read(
        SettingsSources.of(Map.of("port", "0", "data", directory.toString()), directory));
  }
}
