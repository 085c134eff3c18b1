package io.gypsum.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers that share a bucket and nothing else; accounts and signing key were copied to each. */
public final class ServerGroup implements AutoCloseable {
  private final Path directory;
  private final List<TestServer> servers = new ArrayList<>();

  /** @param directory where each gets its own data directory */
  public ServerGroup(Path directory) {
    this.directory = directory;
  }

  /** So many servers with the same options. */
  public static ServerGroup start(Path directory, int count, String... options) {
    ServerGroup machines = new ServerGroup(directory);
    for (int i = 0; i < count; i++) {
      TestServer _ = machines.add(options);
    }
    return machines;
  }

  /** Starts one more. */
  public TestServer add(String... options) {
    TestServer server = TestServer.start(newMachine(), options);
    servers.add(server);
    return server;
  }

  /** The data directory of one more machine, without a server; the first starts a new bucket. */
  public Path newMachine() {
    try {
      Path data =
          Users.newData(Files.createTempDirectory(directory, "machine"));
      if (!servers.isEmpty()) {
        Path first = servers.getFirst().data();
        Files.copy(first.resolve("signing.key"), data.resolve("signing.key"));
        TestStore.share(data, first);
      }
      return data;
    } catch (IOException e) {
      throw new AssertionError("no room for another machine", e);
    }
  }

  /** One of them; every number has one. */
  public TestServer get(int number) {
    return servers.get(Math.floorMod(number, servers.size()));
  }

  public List<TestServer> all() {
    return List.copyOf(servers);
  }

  @Override
  public void close() {
    servers.forEach(TestServer::close);
  }
}
