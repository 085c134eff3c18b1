package io.gypsum.client;

import java.util.Collections;
import java.util.function.Supplier;

import io.gypsum.client.bucket.BucketListing;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.LinkPolicy;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;

/**
 * Removes versions, assets and projects, unless files of other versions are links to them. The server finds such links; if it
 * cannot, this class searches for them in the manifests of the project. Thread-safe.
 */
final class LinkedRemoval {
  private static final IncomingLinks UNKNOWN =
      IncomingLinks.examined(Collections.emptySortedMap());

  private final ProjectAdministration administration;
  private final LinkSearch search;

  LinkedRemoval(
      ProjectAdministration administration, BucketListing listing, DocumentFetcher documents,
      int concurrency) {
    this.administration = administration;
    this.search = new LinkSearch(listing, documents, concurrency);
  }

  IncomingLinks findLinksTo(AssetVersion version) {
    return administration.findLinksTo(version.toString()).orElseGet(() -> searchLinks(version));
  }

  IncomingLinks findLinksTo(ProjectAsset asset) {
    return administration.findLinksTo(asset.toString()).orElseGet(() -> searchLinks(asset));
  }

  /** Links of other projects are unknown unless the server finds them. */
  IncomingLinks findLinksTo(ProjectName project) {
    return administration.findLinksTo(project.toString()).orElse(UNKNOWN);
  }

  private IncomingLinks searchLinks(AssetVersion version) {
    return search.find(version.projectAsset(), version::equals);
  }

  private IncomingLinks searchLinks(ProjectAsset asset) {
    return search.find(asset, version -> version.projectAsset().equals(asset));
  }

  void remove(AssetVersion version, LinkPolicy links) {
    remove(version.toString(), links, () -> searchLinks(version));
  }

  void remove(ProjectAsset asset, LinkPolicy links) {
    remove(asset.toString(), links, () -> searchLinks(asset));
  }

  void remove(ProjectName project, LinkPolicy links) {
    remove(project.toString(), links, () -> UNKNOWN);
  }

  private void remove(String address, LinkPolicy links, Supplier<IncomingLinks> searching) {
    if (links == LinkPolicy.REFUSE && administration.findLinksTo(address).isEmpty()) {
      IncomingLinks found = searching.get();
      if (found.versions() > 0) {
        throw GypsumException.invalid(
            "cannot delete " + address + ": " + found.files() + " files of "
                + found.filesByVersion().keySet() + " are links to it");
      }
      administration.remove(address, LinkPolicy.IGNORE);
    } else {
      administration.remove(address, links);
    }
  }
}
