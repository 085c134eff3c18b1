package io.gypsum.server.file;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;
import java.util.function.Function;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.archive.Sha256Computation;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /checksums/{project}/{asset}/{version}/MD5SUMS} and {@code …/SHA256SUMS}: the checksums of all files of a version, with
 * which {@code md5sum -c} and {@code sha256sum -c} check a downloaded copy. Those of links are included. A list is computed page
 * by page while it is sent.
 */
public final class ChecksumListHandler implements Handler {
  private static final String MD5 = "MD5SUMS";
  private static final String SHA_256 = "SHA256SUMS";
  private static final String CONTENT_TYPE = "text/plain; charset=utf-8";
  /** Maximum number of files in all lists that are being sent; the manifest takes about 100 bytes for each. */
  static final int MAX_FILES = 1_000_000;

  private final CachedManifests manifests;
  private final CachePolicy caching;
  private final @Nullable Sha256Computation sha256;
  private final ComputeLane lane;
  private final int maxFiles;
  private final Semaphore files;

  /**
   * @param isImmutable as in {@link FileHandler}
   * @param sha256 null if this server does not compute SHA-256 checksums; closed by the caller
   * @param lane reads manifests and computes pages
   */
  public ChecksumListHandler(
      CachedManifests manifests, BiPredicate<AssetVersion, ObjectInfo> isImmutable,
      @Nullable Sha256Computation sha256, ComputeLane lane) {
    this(manifests, isImmutable, sha256, lane, MAX_FILES);
  }

  /** @param maxFiles maximum number of files in all lists that are being sent; a longer list is sent alone */
  ChecksumListHandler(
      CachedManifests manifests, BiPredicate<AssetVersion, ObjectInfo> isImmutable,
      @Nullable Sha256Computation sha256, ComputeLane lane, int maxFiles) {
    this.maxFiles = maxFiles;
    this.files = new Semaphore(maxFiles);
    this.manifests = manifests;
    this.caching = new CachePolicy(isImmutable);
    this.sha256 = sha256;
    this.lane = lane;
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String name = exchange.pathParameter("name");
    switch (name) {
      case MD5 -> send(exchange, name, null);
      case SHA_256 -> {
        Sha256Computation computation = sha256;
        if (computation == null) {
          throw GypsumException.notFound(
              "SHA-256 checksums are disabled on this server; start it with --s3-sha256");
        }
        send(exchange, name, computation);
      }
      default -> throw GypsumException.notFound(
          "there is no list of checksums '" + name + "': expected " + MD5 + " or " + SHA_256);
    }
  }

  /** @param computation null for MD5, which the manifest contains */
  private void send(Exchange exchange, String name, @Nullable Sha256Computation computation)
      throws IOException {
    BucketReader bucket = manifests.bucket();
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
    ComputeTurns turns = lane.turns(exchange::isAbandoned);
    CachedManifests.StoredManifest stored = turns.run(() -> {
      CachedManifests.StoredManifest read = manifests.read(version);
      if (computation != null) {
        computation.require(version, read.manifest());
      }
      return read;
    });
    boolean isImmutable =
        !requested.isLatest()
            && caching.isImmutable(
                version,
                new ObjectInfo(
                    BucketLayout.summary(version), 0, summary.etag(), summary.lastModified()));
    exchange.setHeader("Cache-Control", CachePolicy.cacheControl(isImmutable));
    exchange.setHeader("Content-Disposition", ContentDisposition.attachment(name));
    exchange.setHeader("Access-Control-Expose-Headers", "*");
    ETag etag = new ETag(name + "-" + stored.etag().value());
    exchange.setHeader("ETag", etag.quoted());
    exchange.setHeader("Last-Modified", HttpDate.format(summary.lastModified()));
    switch (RequestConditions.of(exchange).verdict(etag, summary.lastModified())) {
      case NOT_MODIFIED -> exchange.sendEmpty(304);
      case PRECONDITION_FAILED -> RangedResponse.sendPreconditionFailed(exchange);
      case PROCEED -> {
        Function<ManifestEntry, String> checksum =
            computation == null
                ? entry -> entry.md5().toString()
                : entry -> sha256(computation, entry);
        stream(exchange, stored.manifest().files(), checksum, turns);
      }
    }
  }

  /** A client that reads slowly keeps the manifest in memory. */
  private void stream(
      Exchange exchange, Map<UserPath, ManifestEntry> listed,
      Function<ManifestEntry, String> checksum, ComputeTurns turns)
      throws IOException {
    int permits = Math.min(listed.size(), maxFiles);
    if (!files.tryAcquire(permits)) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is sending too many lists of checksums: try again in a few minutes");
    }
    try {
      exchange.stream(CONTENT_TYPE, out -> write(listed, checksum, turns, out));
    } finally {
      files.release(permits);
    }
  }

  private static void write(
      Map<UserPath, ManifestEntry> files, Function<ManifestEntry, String> checksum,
      ComputeTurns turns, OutputStream out)
      throws IOException {
    Iterator<Map.Entry<UserPath, ManifestEntry>> left = files.entrySet().iterator();
    while (left.hasNext()) {
      out.write(turns.run(() -> ChecksumList.page(left, checksum)));
    }
  }

  /** If a checksum was discarded after the list was begun, the response ends early. */
  private static String sha256(Sha256Computation computation, ManifestEntry entry) {
    return HexFormat.of()
        .formatHex(
            computation.find(entry)
                .orElseThrow(
                    () -> new GypsumException(
                        GypsumException.Kind.UNAVAILABLE,
                        "a SHA-256 checksum was discarded: try again")));
  }
}
