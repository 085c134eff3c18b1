package io.gypsum.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Servers that share a bucket but not a data directory, like servers on several machines. Each has a copy of the accounts and the signing key. */
public final class ServerGroup implements AutoCloseable {
  private final Path directory;
  private final List<TestServer> servers = new ArrayList<>();

  /** @param directory the parent of the servers' data directories */
  public ServerGroup(Path directory) {
    this.directory = directory;
  }

  /** Starts {@code count} servers with the same options. */
  public static ServerGroup start(Path directory, int count, String... options) {
    ServerGroup group = new ServerGroup(directory);
    for (int i = 0; i < count; i++) {
      TestServer _ = group.add(options);
    }
    return group;
  }

  /** Starts another server. */
  public TestServer add(String... options) {
    TestServer server = TestServer.start(newDataDirectory(), options);
    servers.add(server);
    return server;
  }

  /** Returns the data directory for another server without starting it. The first one uses a new bucket. */
  public Path newDataDirectory() {
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
      throw new AssertionError("cannot create a data directory", e);
    }
  }

  /** Returns a server; any number is valid, modulo the number of servers. */
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
