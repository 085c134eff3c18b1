package io.gypsum.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.http.Address;
import io.gypsum.client.http.Call;
import io.gypsum.client.http.Http;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.Key;

/**
 * Fetches one file: to a temporary file beside its destination, checked against the manifest, then renamed. So the
 * destination is there whole and right, or as it was before; after a failure the temporary file is gone.
 */
final class FileFetch {
  private final Http http;
  private final Address server;
  private final RandomGenerator random;

  /** @param random thread-safe */
  FileFetch(Http http, Address server, RandomGenerator random) {
    this.http = http;
    this.server = server;
    this.random = random;
  }

  /**
   * @param file what the caller asked for
   * @param key where its bytes are
   * @param expected what they must be
   */
  void fetch(FileAddress file, Key key, ManifestEntry expected, Path destination) {
    Call call = Call.get("download " + file, server.file(key));
    http.retrying(
        () -> {
          Path temporary = temporaryBeside(destination);
          try {
            ReceivedFile received =
                http.sendOnce(
                    call, answer -> receive(answer.body(), temporary, expected.sizeBytes()));
            received.require(call.asked(), expected);
            return publish(temporary, destination);
          } finally {
            delete(temporary);
          }
        });
  }

  private static ReceivedFile receive(InputStream body, Path temporary, long limitBytes)
      throws IOException {
    try (ReceivedFile file = ReceivedFile.create(temporary)) {
      file.takeAll(body, limitBytes);
      return file;
    }
  }

  private Path temporaryBeside(Path destination) {
    Path absolute = destination.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw LocalFileException.refused(destination, "is not the name of a file");
    }
    try {
      Files.createDirectories(parent);
    } catch (IOException e) {
      throw LocalFileException.failed(parent, "made a directory", e);
    }
    return parent.resolve(".gypsum-" + HexFormat.of().toHexDigits(random.nextLong()) + ".part");
  }

  private static Path publish(Path temporary, Path destination) {
    try {
      return Files.move(temporary, destination, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LocalFileException.failed(destination, "written", e);
    }
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw LocalFileException.failed(temporary, "deleted", e);
    }
  }
}
