package io.gypsum.bench;

import java.io.IOException;
import java.util.List;

/** {@code bench/run server}: the server compared with its peers. */
public final class ServerBench {
  private ServerBench() {}

  public static void main(String[] args) throws IOException {
    Suite.run(
        List.of(
            new Startup(), new FirstRequests(), new BigDownload(), new SmallDownloads(),
            new BigUpload(),
            new OrdinaryUploads(), new HugeUpload(), new SlowClients(), new Floods(),
            new QuickstartRun()),
        args);
  }
}
