package io.gypsum.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.data.SigningKey;
import io.gypsum.server.identity.LocalAccounts;
import io.gypsum.store.Locations;
import io.gypsum.store.disk.DiskReadStore;
import org.jspecify.annotations.Nullable;

/**
 * Copies the files that a server needs beside its bucket: accounts, signing key and settings. They are not in the bucket, since
 * everyone can read it. The copy is readable only by its owner, and not encrypted.
 *
 * <p>Each file is checked before it replaces an older copy, and is replaced atomically. If a file that was copied before no
 * longer exists, the backup fails and the older copy is kept: the file system of the server may not be mounted.
 */
public final class ServerBackup {
  /** The name of the settings file in the copy. */
  public static final String SETTINGS = "gypsum.conf";
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  private final Path source;
  private final @Nullable Path settings;

  /**
   * @param source the data directory of the server
   * @param settings the settings file of the server; null for none
   */
  public ServerBackup(Path source, @Nullable Path settings) {
    this.source = source;
    this.settings = settings;
  }

  /**
   * Copies the files that exist.
   *
   * @param to a directory, created if it does not exist
   * @return the names of the copied files, in {@code to}
   * @throws GypsumException if a file is corrupt, no longer exists or cannot be read, if no file exists, or if {@code to} is
   *     part of the data directory or of a bucket; the copy is then unchanged
   * @throws UncheckedIOException if the disk fails
   */
  public List<String> copyTo(Path to) {
    requireSeparate(to);
    Map<String, byte[]> files = readAll();
    DataDirectory copy = DataDirectory.at(to);
    for (String name : List.of(LocalAccounts.FILE, SigningKey.FILE)) {
      if (!files.containsKey(name) && copy.stamp(name) != null) {
        throw GypsumException.notFound(
            "'" + source.resolve(name) + "' does not exist, but '" + to.resolve(name)
                + "' does; nothing was copied. Check that the file system of the server is mounted,"
                + " or delete the copy");
      }
    }
    return copy.exclusively(() -> {
      files.forEach(copy::replace);
      return List.copyOf(files.keySet());
    });
  }

  private void requireSeparate(Path to) {
    try {
      if (Locations.overlap(source, to)) {
        throw GypsumException.invalid(
            "'" + to + "' overlaps the data directory '" + source
                + "'; choose a directory outside it");
      }
      for (Path each = Locations.realPath(to); each != null; each = each.getParent()) {
        if (DiskReadStore.wasStore(each)) {
          throw GypsumException.invalid(
              "'" + to + "' is in the bucket '" + each
                  + "', so a server would publish accounts and keys; choose a directory outside it");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the checked files by their names in the copy, in the order of copying. */
  private Map<String, byte[]> readAll() {
    DataDirectory data = DataDirectory.at(source);
    Map<String, byte[]> files = new LinkedHashMap<>();
    // // These fail for corrupt files.
    var _ = new LocalAccounts(data, InstantSource.system()).list();
    var _ = SigningKey.load(data);
    for (String name : List.of(LocalAccounts.FILE, SigningKey.FILE)) {
      byte[] content = data.read(name, MAX_BYTES);
      if (content != null) {
        files.put(name, content);
      }
    }
    if (files.isEmpty()) {
      throw GypsumException.notFound(
          "'" + source + "' contains neither " + LocalAccounts.FILE + " nor " + SigningKey.FILE
              + ": choose the data directory of the server with --data or --config");
    }
    if (settings != null) {
      files.put(SETTINGS, read(settings));
    }
    return files;
  }

  private static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
