package io.gypsum.e2e.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Prefix;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.UserPath;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls one method of a client; the first byte of the input selects which. The rest contains the responses of the server,
 * separated by the byte 1E, in the order of the requests except those for the summary of a version. One that starts with
 * {@code =} is the body of a success; in others, a line feed stands for the end of a line of HTTP, {@code SELF} for the URL
 * of the server and {@code OTHER} for that of another one.
 */
final class ClientTarget implements FuzzTarget {
  private static final AssetVersion VERSION = AssetVersion.parse("p/a/v");
  private static final UserPath PATH = new UserPath("f");
  private static final int MAX_READ_BYTES = 1 << 20;
  private static final int MAX_REQUESTS = 500;
  private static final List<ClientSandbox.Call> CALLS =
      List.of(
          (client, target) -> {
            var _ = client.listProjects();
          },
          (client, target) -> {
            var _ = client.listFiles(VERSION);
          },
          (client, target) -> {
            var _ = client.fetchManifest(VERSION);
          },
          (client, target) -> {
            var _ = client.saveVersion(VERSION);
          },
          (client, target) -> {
            var _ = client.downloadVersion(VERSION, target);
          },
          (client, target) -> client.downloadFile(VERSION, PATH, target.resolve("f")),
          (client, target) -> client.cloneVersion(VERSION, target.resolve("clone")),
          (client, target) -> {
            var _ = client.changeLog();
          },
          (client, target) -> {
            var _ = client.fetchMetadataDatabase();
          },
          (client, target) -> {
            var _ = client.fetchMetadataSchema();
          },
          (client, target) -> {
            try (var objects = client.readStore().list(new Prefix("p/"), null)) {
              var _ = objects.count();
            }
          },
          (client, target) -> {
            Files.writeString(target.resolve("f"), "hello");
            var _ = client.uploadDirectory(VERSION, target);
          },
          (client, target) -> {
            try (var channel = client.openFile(VERSION, PATH)) {
              int read = 0;
              ByteBuffer buffer = ByteBuffer.allocate(8192);
              for (int n = 0; n >= 0 && read < MAX_READ_BYTES; n = channel.read(buffer.clear())) {
                read += n;
              }
            }
          },
          (client, target) -> {
            var _ = client.publicS3Config();
          },
          (client, target) -> {
            var _ = client.fetchPermissions(new ProjectName("p"));
          },
          (client, target) -> {
            var _ = client.refreshUsage(new ProjectName("p"));
          });
  private final ClientSandbox sandbox = new ClientSandbox();

  ClientTarget() throws IOException {}

  @Override
  public void run(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    List<byte[]> parts = InputParts.of(Arrays.copyOfRange(input, 1, input.length));
    AtomicInteger requests = new AtomicInteger();
    sandbox.server().respond(line -> {
      if (line.contains("..summary")) {
        return HostileServer.summary();
      }
      int number = requests.getAndIncrement();
      return number < parts.size() ? response(parts.get(number)) : HostileServer.notFound();
    });
    sandbox.run(input, CALLS.get(Math.floorMod(input[0] - 'a', CALLS.size())));
    assertThat(requests.get()).as("number of requests").isLessThan(MAX_REQUESTS);
  }

  private byte[] response(byte[] part) {
    if (part.length > 0 && part[0] == '=') {
      return HostileServer.success(Arrays.copyOfRange(part, 1, part.length));
    }
    String text = new String(part, StandardCharsets.ISO_8859_1)
        .replace("SELF", sandbox.server().url().toString())
        .replace("OTHER", sandbox.server().otherUrl().toString());
    int end = text.indexOf("\n\n");
    return ((end < 0 ? text : text.substring(0, end + 2)).replace("\n", "\r\n")
        + (end < 0 ? "" : text.substring(end + 2)))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    sandbox.close();
  }
}
