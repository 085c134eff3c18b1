package io.gypsum.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.gypsum.client.bucket.BucketListing;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.core.concurrent.Parallel;
import io.gypsum.core.document.Link;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.VersionName;
import org.jspecify.annotations.Nullable;

/**
 * Finds links by reading the manifests of a project, at most {@value #MAX_VERSIONS} of them: for servers that cannot find them,
 * such as the public service.
 */
final class LinkSearch {
  /** Maximum number of versions that are read, each with one request. */
  static final int MAX_VERSIONS = 200;

  private final BucketListing listing;
  private final DocumentFetcher documents;
  private final int concurrency;

  LinkSearch(BucketListing listing, DocumentFetcher documents, int concurrency) {
    this.listing = listing;
    this.documents = documents;
    this.concurrency = concurrency;
  }

  /**
   * Returns the links of other versions of a project to versions that are to be deleted. Versions of the same asset are
   * examined first.
   */
  IncomingLinks find(ProjectAsset asset, Predicate<AssetVersion> isDeleted) {
    String action = "find links to " + asset;
    List<ProjectAsset> assets = new ArrayList<>(List.of(asset));
    for (AssetName name : listing.directories(
        BucketLayout.below(asset.project()), AssetName::new)) {
      if (!name.equals(asset.asset())) {
        assets.add(new ProjectAsset(asset.project(), name));
      }
    }
    List<AssetVersion> others = new ArrayList<>();
    // Each listing is a request, too.
    for (int i = 0; i < Math.min(assets.size(), MAX_VERSIONS); i++) {
      if (others.size() <= MAX_VERSIONS) {
        others.addAll(versions(assets.get(i), isDeleted));
      }
    }
    List<AssetVersion> examined = others.subList(0, Math.min(MAX_VERSIONS, others.size()));
    List<Integer> counts =
        Parallel.map(
            examined, concurrency, e -> HttpErrors.interrupted(action, e),
            version -> count(version, isDeleted));
    TreeMap<AssetVersion, Integer> found =
        new TreeMap<>(Comparator.comparing(AssetVersion::toString));
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        found.put(examined.get(i), counts.get(i));
      }
    }
    return IncomingLinks.examined(found);
  }

  private List<AssetVersion> versions(ProjectAsset asset, Predicate<AssetVersion> isDeleted) {
    return listing.directories(BucketLayout.below(asset), VersionName::new)
        .stream()
        .map(name -> new AssetVersion(asset.project(), asset.asset(), name))
        .filter(version -> !isDeleted.test(version))
        .toList();
  }

  private int count(AssetVersion version, Predicate<AssetVersion> isDeleted) {
    return documents.find(BucketLayout.manifest(version), Manifest::read)
        .map(
            manifest -> (int) manifest.files()
                .values()
                .stream()
                .map(ManifestEntry::link)
                .filter(link -> leadsTo(link, isDeleted))
                .count())
        .orElse(0);
  }

  private static boolean leadsTo(
      @Nullable Link link, Predicate<AssetVersion> isDeleted) {
    return link != null && isDeleted.test(link.source().version());
  }
}
