package io.gypsum.store.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.LinkResolution;
import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Links;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/**
 * Checks the links of a version: whether its {@code ..links} documents follow from its manifest, and whether its links lead
 * to the files that they describe. Used by one thread.
 */
final class LinkCheck {
  private final TolerantReader bucket;
  private final FindingQueue findings;
  private final AssetVersion version;
  private final Manifest manifest;
  /** Expected documents that have not been listed yet, by directory. */
  private final SortedMap<String, Links> expected;

  LinkCheck(
      TolerantReader bucket, FindingQueue findings, AssetVersion version, Manifest manifest) {
    this.bucket = bucket;
    this.findings = findings;
    this.version = version;
    this.manifest = manifest;
    this.expected = manifest.linksByDirectory();
  }

  /** Returns whether the key of the {@code ..links} of a directory is short enough. */
  static boolean canHaveDocument(AssetVersion version, String directory) {
    try {
      Objects.requireNonNull(BucketLayout.links(version, directory));
      return true;
    } catch (GypsumException e) {
      return false;
    }
  }

  /** Checks a listed {@code ..links}. */
  void checkDocument(Key key, String directory) {
    Links right = expected.remove(directory);
    if (right == null) {
      findings.add(
          new Finding(
              FindingKind.STRAY_LINKS, key.value(), "nothing, since this directory has no links",
              "a document", new Step.Delete(key)));
      return;
    }
    findings.addLater(() -> {
      DocumentResult<Links> read = bucket.tryRead(key, Links::read);
      return right.equals(read.document())
          ? Optional.empty()
          : Optional.of(stale(key, right, read));
    });
  }

  private static Finding stale(Key key, Links right, DocumentResult<Links> read) {
    String problem = read.problem();
    Links stored = read.document();
    String found =
        problem != null
            ? problem
            : stored == null ? "nothing"
            : stored.byFileName().size() + " links, which differ";
    return new Finding(
        FindingKind.STALE_LINKS, key.value(), expectedText(right), found, Step.put(key, right));
  }

  /** Reports expected documents that were not listed; to be called after the listing. */
  void reportMissingDocuments() {
    expected.forEach((directory, right) -> {
      // Otherwise its links are impossible paths, which are findings of their own.
      if (canHaveDocument(version, directory)) {
        Key key = BucketLayout.links(version, directory);
        findings.add(
            new Finding(
                FindingKind.MISSING_LINKS, key.value(), expectedText(right), "nothing",
                Step.put(key, right)));
      }
    });
  }

  private static String expectedText(Links right) {
    return "the " + right.byFileName().size() + " links of this directory in the manifest";
  }

  /** Reads each linked version once, one at a time, and compares the links with it. */
  void checkTargets() {
    Map<AssetVersion, List<UserPath>> pathsByTarget = new LinkedHashMap<>();
    manifest.files().forEach((path, entry) -> {
      Link link = entry.link();
      if (link != null) {
        pathsByTarget.computeIfAbsent(link.target().version(), target -> new ArrayList<>())
            .add(path);
      }
    });
    pathsByTarget.forEach(this::checkTarget);
  }

  private void checkTarget(AssetVersion target, List<UserPath> paths) {
    DocumentResult<Summary> summary =
        bucket.tryRead(BucketLayout.summary(target), Summary::read);
    DocumentResult<Manifest> targetManifest =
        target.equals(version)
            ? new DocumentResult<>(manifest, null)
            : bucket.tryRead(BucketLayout.manifest(target), Manifest::read);
    String problem = summary.problem() == null ? targetManifest.problem() : summary.problem();
    for (UserPath path : paths) {
      ManifestEntry entry = manifest.get(path);
      Link link = entry == null ? null : entry.link();
      if (entry != null && link != null) {
        FileAddress address = new FileAddress(version, path);
        if (problem != null && (summary.document() == null || targetManifest.document() == null)) {
          report(
              FindingKind.DANGLING_LINK, address, "a published file",
              "'" + target + "' is unreadable: " + problem);
        } else {
          checkLink(address, entry, link, summary.document(), targetManifest.document());
        }
      }
    }
  }

  private void checkLink(
      FileAddress address, ManifestEntry entry, Link link, @Nullable Summary summary,
      @Nullable Manifest targetManifest) {
    ManifestEntry right;
    try {
      right = LinkResolution.resolve(link.target(), summary, targetManifest);
    } catch (GypsumException e) {
      report(FindingKind.DANGLING_LINK, address, "a published file", e.reason());
      return;
    }
    if (right.sizeBytes() != entry.sizeBytes() || !right.md5().equals(entry.md5())) {
      report(
          FindingKind.DANGLING_LINK, address, content(entry),
          "'" + link.target() + "' has " + content(right));
    } else if (!link.equals(right.link())) {
      report(FindingKind.WRONG_ANCESTOR, address, ancestor(right.link()), ancestor(link));
    }
  }

  private void report(FindingKind kind, FileAddress address, String expectedText, String found) {
    findings.add(new Finding(kind, address.toString(), expectedText, found, null));
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
