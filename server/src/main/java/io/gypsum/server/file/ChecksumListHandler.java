package io.gypsum.server.file;

import java.io.IOException;
import java.util.function.BiPredicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;

/**
 * {@code GET /checksums/{project}/{asset}/{version}/MD5SUMS}: the checksums of all files of a version, with which {@code md5sum -c}
 * checks a downloaded copy. Those of links are included.
 */
public final class ChecksumListHandler implements Handler {
  private static final String MD5 = "MD5SUMS";
  private static final String CONTENT_TYPE = "text/plain; charset=utf-8";

  private final CachedManifests manifests;
  private final CachePolicy caching;
  private final ComputeLane lane;

  /**
   * @param isImmutable as in {@link FileHandler}
   * @param lane reads manifests
   */
  public ChecksumListHandler(
      CachedManifests manifests, BiPredicate<AssetVersion, ObjectInfo> isImmutable,
      ComputeLane lane) {
    this.manifests = manifests;
    this.caching = new CachePolicy(isImmutable);
    this.lane = lane;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    BucketReader bucket = manifests.bucket();
    String name = exchange.pathParameter("name");
    if (!name.equals(MD5)) {
      throw GypsumException
          .notFound("there is no list of checksums '" + name + "': expected " + MD5);
    }
    RequestedVersion requested =
        RequestedVersion.find(bucket, exchange, exchange.pathParameter("version"));
    AssetVersion version = requested.version();
    StoredDocument<Summary> summary =
        bucket.read(BucketLayout.summary(version), Summary::read)
            .orElseThrow(
                () -> GypsumException.notFound("version '" + version + "' does not exist"));
    if (!summary.document().isFinished()) {
      throw GypsumException.notFound("version '" + version + "' is still being uploaded");
    }
    CachedManifests.StoredManifest stored =
        lane.turns(exchange::isAbandoned).run(() -> manifests.read(version));
    boolean isImmutable =
        !requested.isLatest()
            && caching.isImmutable(
                version,
                new ObjectInfo(
                    BucketLayout.summary(version), 0, summary.etag(), summary.lastModified()));
    exchange.setHeader("Cache-Control", CachePolicy.cacheControl(isImmutable));
    exchange.setHeader("Content-Disposition", ContentDisposition.attachment(name));
    exchange.setHeader("Access-Control-Expose-Headers", "*");
    ETag etag = new ETag("md5-" + stored.etag().value());
    exchange.setHeader("ETag", etag.quoted());
    exchange.setHeader("Last-Modified", HttpDate.format(summary.lastModified()));
    switch (RequestConditions.of(exchange).verdict(etag, summary.lastModified())) {
      case NOT_MODIFIED -> exchange.sendEmpty(304);
      case PRECONDITION_FAILED -> RangedResponse.sendPreconditionFailed(exchange);
      case PROCEED -> exchange.stream(
          CONTENT_TYPE,
          out -> ChecksumList.write(stored.manifest(), entry -> entry.md5().toString(), out));
    }
  }
}
