package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.LinkResolution;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.ReadStore;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/** Whether the links of a version lead to what they say. Reads each version that they lead to once, one after another. */
record LinkTargets(ReadStore store, Findings findings) {
  void check(AssetVersion version, Manifest manifest) {
    Map<AssetVersion, List<UserPath>> byTarget = new LinkedHashMap<>();
    manifest.files().forEach((path, entry) -> {
      Link link = entry.link();
      if (link != null) {
        byTarget.computeIfAbsent(link.target().version(), target -> new ArrayList<>()).add(path);
      }
    });
    byTarget.forEach((target, paths) -> {
      Summary summary =
          new BucketReader(store).tryRead(BucketLayout.summary(target), Summary::read).document();
      Manifest there = target.equals(version)
          ? manifest
          : new BucketReader(store).tryRead(BucketLayout.manifest(target), Manifest::read)
              .document();
      for (UserPath path : paths) {
        ManifestEntry entry = manifest.get(path);
        Link link = entry == null ? null : entry.link();
        if (entry != null && link != null) {
          check(new FileAddress(version, path), entry, link, summary, there);
        }
      }
    });
  }

  private void check(
      FileAddress address, ManifestEntry entry, Link link, @Nullable Summary summary,
      @Nullable Manifest there) {
    ManifestEntry right;
    try {
      right = LinkResolution.resolve(link.target(), summary, there);
    } catch (GypsumException e) {
      tell(FindingKind.DANGLING_LINK, address, "a published file", e.reason());
      return;
    }
    if (right.sizeBytes() != entry.sizeBytes() || !right.md5().equals(entry.md5())) {
      tell(
          FindingKind.DANGLING_LINK, address, content(entry),
          "'" + link.target() + "' is " + content(right));
    } else if (!link.equals(right.link())) {
      tell(FindingKind.WRONG_ANCESTOR, address, ancestor(right.link()), ancestor(link));
    }
  }

  private void tell(FindingKind kind, FileAddress address, String expected, String found) {
    findings.tell(new Finding(kind, address.toString(), expected, found, null));
  }

  private static String content(ManifestEntry entry) {
    return entry.sizeBytes() + " bytes with MD5 " + entry.md5();
  }

  private static String ancestor(@Nullable Link link) {
    return link == null || link.ancestor() == null
        ? "no ancestor"
        : "the ancestor '" + link.ancestor() + "'";
  }
}
