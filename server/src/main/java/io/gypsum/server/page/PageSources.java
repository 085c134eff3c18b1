package io.gypsum.server.page;

import java.time.InstantSource;

import io.gypsum.server.catalog.Catalog;
import io.gypsum.server.compute.ComputeLanes;
import io.gypsum.server.file.CachedManifests;
import io.gypsum.server.index.IndexSearch;
import io.gypsum.server.page.folder.FileTrees;
import io.gypsum.store.bucket.BucketReader;
import org.jspecify.annotations.Nullable;

/**
 * What pages read.
 *
 * @param trees the files of versions of the bucket whose content is shown
 * @param catalog the projects, assets and versions
 * @param lanes where pages compute
 * @param catalog answers what would take many reads of the bucket
 * @param search null if the server has no metadata index
 */
public record PageSources(
    FileTrees trees, Catalog catalog, ComputeLanes lanes, @Nullable IndexSearch search,
    InstantSource clock) {
  /** Returns the bucket whose content is shown. */
  public BucketReader bucket() {
    return trees.bucket();
  }

  /** Returns the manifests of the bucket. */
  public CachedManifests manifests() {
    return trees.manifests();
  }

  CatalogAnswers answers() {
    return new CatalogAnswers(catalog, clock);
  }
}
