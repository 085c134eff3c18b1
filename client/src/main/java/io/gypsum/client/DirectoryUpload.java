package io.gypsum.client;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.transfer.FileChecksum;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;

/** Turns a directory into the files of an upload. */
final class DirectoryUpload {
  private DirectoryUpload() {}

  /** Paths and links are checked before the first file is read, since reading may take hours. */
  static List<UploadFile> prepare(
      Path directory, PrepareOptions options, CacheDirectory cache, Consumer<UserPath> rule) {
    return Parallel.map(
        "read the directory", DirectoryScanner.of(directory, options.links(), cache, rule),
        Runtime.getRuntime().availableProcessors(),
        found -> announce(found, options.deduplicate()));
  }

  /** Refuses a path whose key in {@code version} would be too long. */
  static Consumer<UserPath> fitting(AssetVersion version) {
    return path -> BucketLayout.file(version, path);
  }

  private static UploadFile announce(DirectoryScanner.Found found, boolean deduplicate) {
    FileAddress target = found.target();
    if (target != null) {
      return new UploadFile.Linked(found.path(), target);
    }
    FileChecksum content = FileChecksum.of(found.file());
    return deduplicate
        ? new UploadFile.Dedup(found.path(), content.sizeBytes(), content.md5())
        : new UploadFile.Simple(found.path(), content.sizeBytes(), content.md5());
  }
}
