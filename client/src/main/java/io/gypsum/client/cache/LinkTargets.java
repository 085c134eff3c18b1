package io.gypsum.client.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;

/**
 * Checks the cached files to which files of an upload link. An editor that writes through such a link changes the cached file;
 * the upload would contain the link, so the change would be lost. Thread-safe.
 */
public final class LinkTargets {
  private final CacheDirectory cache;
  private final Map<AssetVersion, Optional<Manifest>> manifests = new ConcurrentHashMap<>();

  public LinkTargets(CacheDirectory cache) {
    this.cache = cache;
  }

  /**
   * Checks that a cached file has the size that the manifest of its version contains. Has no effect if the file or the manifest
   * is not in the cache. Does not detect changes that keep the size.
   *
   * @param link the file of the upload, for the message
   * @throws LocalFileException if the file has another size
   */
  public void requireUnchanged(Path link, FileAddress target) {
    Path file = cache.file(target);
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (IOException e) {
      // Not in the cache, or not readable.
      return;
    }
    if (!found.isRegularFile()) {
      return;
    }
    ManifestEntry entry =
        manifests.computeIfAbsent(target.version(), this::read)
            .map(manifest -> manifest.files().get(target.path()))
            .orElse(null);
    if (entry != null && entry.sizeBytes() != found.size()) {
      throw LocalFileException.refused(
          link, "links to '" + file + "' in the cache, which was changed, so that the change"
              + " would not be uploaded; replace the link with a copy of that file (cp"
              + " --remove-destination), or delete that file to restore it");
    }
  }

  private Optional<Manifest> read(AssetVersion version) {
    try {
      return Optional.of(
          JsonInput.read(
              Files.readAllBytes(cache.object(BucketLayout.manifest(version))), Manifest::read));
    } catch (IOException | MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
