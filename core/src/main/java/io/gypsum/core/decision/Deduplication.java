package io.gypsum.core.decision;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/**
 * Finds the files of an upload that the latest version of the asset already contains, by size and MD5. Of several equal
 * files, the one with the same path is preferred, then the first one of the manifest.
 */
public final class Deduplication {
  private final AssetVersion latest;
  private final Manifest manifest;
  private final Map<Content, UserPath> firstByContent = new HashMap<>();

  private record Content(long sizeBytes, Md5 md5) {}

  public Deduplication(AssetVersion latest, Manifest manifest) {
    this.latest = latest;
    this.manifest = manifest;
    manifest.files().forEach((path, entry) -> firstByContent.putIfAbsent(content(entry), path));
  }

  /** Returns a link to the equal file of the latest version, or empty when there is none. */
  public Optional<Link> find(UserPath path, long sizeBytes, Md5 md5) {
    Content wanted = new Content(sizeBytes, md5);
    ManifestEntry samePath = manifest.get(path);
    if (samePath != null && content(samePath).equals(wanted)) {
      return Optional.of(LinkResolution.linkTo(new FileAddress(latest, path), samePath));
    }
    UserPath first = firstByContent.get(wanted);
    ManifestEntry entry = first == null ? null : manifest.get(first);
    return first == null || entry == null
        ? Optional.empty()
        : Optional.of(LinkResolution.linkTo(new FileAddress(latest, first), entry));
  }

  private static Content content(ManifestEntry entry) {
    return new Content(entry.sizeBytes(), entry.md5());
  }
}
