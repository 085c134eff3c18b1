package io.gypsum.server.catalog;

import java.util.List;
import java.util.function.Function;

import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Uploader;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.catalog.CatalogItem.LatestItem;
import io.gypsum.server.catalog.CatalogItem.ProjectItem;
import io.gypsum.server.catalog.ProjectRow.ProjectDocuments;
import io.gypsum.store.StoreException;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.DocumentResult;
import org.jspecify.annotations.Nullable;

/** Reads the documents of projects and assets. A corrupt document is read as if it did not exist. Thread-safe. */
record ProjectReader(BucketReader bucket) {
  /** @throws StoreException if the store fails */
  ProjectItem read(ProjectName project) {
    DocumentResult<Permissions> permissions =
        bucket.tryRead(BucketLayout.permissions(project), Permissions::read);
    Permissions granted = permissions.document();
    Usage usage = document(BucketLayout.usage(project), Usage::read);
    return new ProjectItem(
        new ProjectDocuments(
            project, granted != null || permissions.problem() != null,
            granted == null ? 0 : granted.owners().size(),
            granted == null ? 0 : granted.uploaders().size(),
            document(BucketLayout.quota(project), Quota::read),
            usage == null ? null : usage.totalBytes()),
        granted == null ? List.of() : granted.owners(),
        granted == null
            ? List.of()
            : granted.uploaders().stream().filter(Uploader::isValid).map(Uploader::id).toList());
  }

  /** @throws StoreException if the store fails */
  LatestItem readLatest(ProjectAsset asset) {
    Latest latest = document(BucketLayout.latest(asset), Latest::read);
    return new LatestItem(asset, latest == null ? null : latest.version());
  }

  private <T> @Nullable T document(Key key, Function<JsonInput, T> read) {
    return bucket.tryRead(key, read).document();
  }
}
