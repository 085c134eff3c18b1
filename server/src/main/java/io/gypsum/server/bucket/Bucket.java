package io.gypsum.server.bucket;

import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Summary;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.ByteRange;
import io.gypsum.store.Store;
import io.gypsum.store.StoreException;
import io.gypsum.store.StoredObject;

/**
 * The documents of a bucket, typed. Every method reads the store anew: the bucket is the database, and nothing of it is
 * kept. Thread-safe.
 *
 * <p>A document that is not there is empty; one that is there and damaged is a {@link GypsumException} CORRUPT that
 * names its key.
 */
public final class Bucket {
  private final Store store;

  public Bucket(Store store) {
    this.store = store;
  }

  public Store store() {
    return store;
  }

  public Optional<Stored<Permissions>> permissions(ProjectName project) {
    return read(BucketLayout.permissions(project), Permissions::read);
  }

  /** @throws GypsumException NOT_FOUND when there is no such project */
  public Stored<Permissions> requirePermissions(ProjectName project) {
    return permissions(project)
        .orElseThrow(
            () -> GypsumException.notFound(
                "there is no project '" + project
                    + "': an administrator creates it with POST /create/{project}"));
  }

  public Optional<Stored<Quota>> quota(ProjectName project) {
    return read(BucketLayout.quota(project), Quota::read);
  }

  /** @throws GypsumException CORRUPT when a project lacks this document, which every project has */
  public Usage requireUsage(ProjectName project) {
    return read(BucketLayout.usage(project), Usage::read)
        .map(Stored::document)
        .orElseThrow(
            () -> new GypsumException(
                GypsumException.Kind.CORRUPT,
                "project '" + project
                    + "' has no ..usage: an administrator mends it with POST /refresh/usage/{project}"));
  }

  public Optional<Latest> latest(ProjectAsset asset) {
    return read(BucketLayout.latest(asset), Latest::read).map(Stored::document);
  }

  public Optional<Summary> summary(AssetVersion version) {
    return read(BucketLayout.summary(version), Summary::read).map(Stored::document);
  }

  public Optional<Manifest> manifest(AssetVersion version) {
    return read(BucketLayout.manifest(version), Manifest::read).map(Stored::document);
  }

  /** Reads any document of the bucket. */
  public <T> Optional<Stored<T>> read(Key key, Function<JsonInput, T> reader) {
    Optional<StoredObject> found = store.get(key, ByteRange.ALL);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (StoredObject object = found.get(); InputStream body = object.body()) {
      return Optional.of(
          new Stored<>(
              JsonInput.read(body, reader), object.info().etag(), object.info().lastModified()));
    } catch (MalformedJsonException e) {
      throw new GypsumException(
          GypsumException.Kind.CORRUPT,
          "the stored document '" + key + "' is damaged: " + e.problem(), e);
    } catch (java.io.IOException | UncheckedIOException e) {
      throw new StoreException(
          "reading '" + key + "' failed: try again", CallOutcome.NOT_DONE, true, e);
    }
  }
}
