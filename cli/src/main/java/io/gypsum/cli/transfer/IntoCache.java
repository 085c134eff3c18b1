package io.gypsum.cli.transfer;

import java.nio.file.Path;

import io.gypsum.client.GypsumClient;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/** Brings files to where all gypsum clients of this user look for them. */
final class IntoCache {
  private IntoCache() {}

  /** Returns the file. */
  static Path file(GypsumClient client, AssetVersion version, UserPath path) {
    Path file =
        new CacheDirectory(client.cacheDirectory()).file(new FileAddress(version, path));
    client.downloadFile(version, path, file);
    return file;
  }

  /** Returns the directory with all files of the version. */
  static Path version(GypsumClient client, AssetVersion version) {
    Path directory = new CacheDirectory(client.cacheDirectory()).version(version);
    var _ = client.downloadVersion(version, directory);
    return directory;
  }
}
