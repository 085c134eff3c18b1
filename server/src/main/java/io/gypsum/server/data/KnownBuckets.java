package io.gypsum.server.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.store.Locations;
import io.gypsum.store.disk.DiskReadStore;

/**
 * The directories of buckets that servers of a data directory have used, in the file {@value #FILE}, one path per line. A
 * server that starts while the file system of its bucket is not mounted would otherwise create a new bucket in the empty
 * mount point, and every project would look deleted. Has no effect if the data directory is on the same file system.
 */
public record KnownBuckets(DataDirectory data) {
  static final String FILE = "buckets";
  private static final int MAX_BYTES = 1024 * 1024;

  /**
   * Checks that a bucket that was used before still exists.
   *
   * @throws GypsumException {@code UNAVAILABLE} when the directory was a bucket and is now empty or does not exist
   */
  public void requireUnlost(Path bucket) {
    try {
      Path real = Locations.realPath(bucket);
      if (isEmpty(real) && read().contains(real.toString())) {
        throw new GypsumException(
            GypsumException.Kind.UNAVAILABLE,
            "the bucket '" + bucket
                + "' is empty, but this server has used it before; check that its file system is"
                + " mounted (to start with an empty bucket, remove its line from '"
                + data.path().resolve(FILE) + "')");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Records that a bucket was used. Has no effect if the directory is not the one in which the server stores its files.
   */
  public void add(Path bucket) {
    if (!DiskReadStore.wasStore(bucket)) {
      return;
    }
    String real;
    try {
      real = Locations.realPath(bucket).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!read().contains(real)) {
      data.exclusively(() -> {
        Set<String> known = new LinkedHashSet<>(read());
        known.add(real);
        data.replace(
            FILE, (String.join("\n", known) + "\n").getBytes(StandardCharsets.UTF_8));
        return real;
      });
    }
  }

  private List<String> read() {
    byte[] content = data.read(FILE, MAX_BYTES);
    return content == null
        ? List.of()
        : new String(content, StandardCharsets.UTF_8).lines().toList();
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return true;
    }
    if (DiskReadStore.wasStore(directory)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }
}
