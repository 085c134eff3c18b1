package io.gypsum.e2e.fuzz;

import java.io.IOException;
import java.util.List;

import io.gypsum.client.SaveOptions;
import io.gypsum.core.name.AssetVersion;

/**
 * Downloads a version. The input contains, separated by the byte 1E: its manifest, the bundle of its files, and the content
 * of every file that is requested by itself.
 */
final class ArchiveTarget implements FuzzTarget {
  private static final AssetVersion VERSION = AssetVersion.parse("p/a/v");
  private final ClientSandbox sandbox = new ClientSandbox();

  ArchiveTarget() throws IOException {}

  @Override
  public void run(byte[] input) throws IOException {
    List<byte[]> parts = InputParts.of(input);
    sandbox.server().respond(line -> {
      if (line.contains("..summary")) {
        return HostileServer.summary();
      }
      if (line.contains("..manifest")) {
        return HostileServer.success(parts.getFirst());
      }
      if (line.startsWith("POST /bundle") && parts.size() > 1) {
        return HostileServer.success(parts.get(1));
      }
      return parts.size() > 2 && !line.contains("%2F..")
          ? HostileServer.success(parts.get(2))
          : HostileServer.notFound();
    });
    sandbox.run(input, (client, target) -> {
      if (input.length % 2 == 0) {
        var _ = client.saveVersion(VERSION, SaveOptions.DEFAULTS);
      } else {
        var _ = client.downloadVersion(VERSION, target);
      }
    });
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
  }
}
