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
    findings.addLater(0, () -> {
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
      // Otherwise the directory is an invalid path, which is reported separately.
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

  /**
   * Reads each linked version once, one at a time, and compares the links with it. A link with an ancestor stays readable when
   * its target is deleted or replaced, so the ancestor is then compared instead.
   */
  void checkTargets() {
    Map<AssetVersion, List<UserPath>> byTarget = new LinkedHashMap<>();
    manifest.files().forEach((path, entry) -> {
      Link link = entry.link();
      if (link != null) {
        add(path, link.target(), byTarget);
      }
    });
    Map<AssetVersion, List<UserPath>> byAncestor = new LinkedHashMap<>();
    byTarget.forEach((name, paths) -> checkTarget(read(name), paths, byAncestor));
    byAncestor.forEach((name, paths) -> checkAncestor(read(name), paths));
  }

  private static void add(
      UserPath path, FileAddress file, Map<AssetVersion, List<UserPath>> byVersion) {
    byVersion.computeIfAbsent(file.version(), version -> new ArrayList<>()).add(path);
  }

  /** @param byAncestor receives the links whose ancestors have to be checked */
  private void checkTarget(
      LinkedVersion version, List<UserPath> paths, Map<AssetVersion, List<UserPath>> byAncestor) {
    for (UserPath path : paths) {
      ManifestEntry entry = Objects.requireNonNull(manifest.get(path));
      Link link = Objects.requireNonNull(entry.link());
      try {
        ManifestEntry right = version.require(link.target(), entry);
        if (!link.equals(right.link())) {
          report(FindingKind.WRONG_ANCESTOR, path, ancestor(right.link()), ancestor(link));
        }
      } catch (GypsumException e) {
        if (link.ancestor() == null) {
          reportDangling(path, entry, e.reason());
        } else {
          add(path, link.ancestor(), byAncestor);
        }
      }
    }
  }

  private void checkAncestor(LinkedVersion version, List<UserPath> paths) {
    for (UserPath path : paths) {
      ManifestEntry entry = Objects.requireNonNull(manifest.get(path));
      FileAddress file = Objects.requireNonNull(entry.link()).source();
      try {
        Link found = version.require(file, entry).link();
        if (found != null && found.ancestor() != null) {
          reportDangling(path, entry, "'" + file + "' is a link");
        }
      } catch (GypsumException e) {
        reportDangling(path, entry, e.reason());
      }
    }
  }

  private LinkedVersion read(AssetVersion name) {
    return new LinkedVersion(
        name, bucket.tryRead(BucketLayout.summary(name), Summary::read),
        name.equals(version)
            ? new DocumentResult<>(manifest, null)
            : bucket.tryRead(BucketLayout.manifest(name), Manifest::read));
  }

  /** A version that contains targets or ancestors of links. */
  private record LinkedVersion(
      AssetVersion name, DocumentResult<Summary> summary, DocumentResult<Manifest> manifest) {
    /**
     * Returns the manifest entry of a link to {@code file}.
     *
     * @throws GypsumException if it is not a published file with the content of {@code expected}
     */
    ManifestEntry require(FileAddress file, ManifestEntry expected) {
      requireReadable(summary);
      requireReadable(manifest);
      ManifestEntry found =
          LinkResolution.resolve(file, summary.document(), manifest.document());
      if (found.sizeBytes() != expected.sizeBytes() || !found.md5().equals(expected.md5())) {
        throw GypsumException.invalid("'" + file + "' has " + content(found));
      }
      return found;
    }

    private void requireReadable(DocumentResult<?> document) {
      if (document.document() == null && document.problem() != null) {
        throw GypsumException.invalid("'" + name + "' is unreadable: " + document.problem());
      }
    }
  }

  private void reportDangling(UserPath path, ManifestEntry entry, String found) {
    report(
        FindingKind.DANGLING_LINK, path, "a link to a published file of " + content(entry), found);
  }

  private void report(FindingKind kind, UserPath path, String expectedText, String found) {
    findings.add(new Finding(kind, version + "/" + path, expectedText, found, null));
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
