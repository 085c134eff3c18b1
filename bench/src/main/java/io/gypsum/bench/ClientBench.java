package io.gypsum.bench;

import java.io.IOException;
import java.util.List;

/** {@code bench/run client}: the client library and the command compared with their peers, on our server. */
public final class ClientBench {
  private ClientBench() {}

  public static void main(String[] args) throws IOException {
    Suite.run(
        List.of(
            new ClientTransfers(), new DistantTransfers(), new DeepVerification(),
            new CommandStart()),
        args);
  }
}
