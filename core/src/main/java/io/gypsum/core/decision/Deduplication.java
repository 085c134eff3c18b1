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
 * Finds the files of an upload that the asset's latest version has already, by size and MD5. Among several equal ones
 * the one with the same path is taken, otherwise the first of the manifest.
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

  /** The link that stands for such a file, if the latest version has it. */
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
