package io.gypsum.server.file;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.archive.Archive;
import io.gypsum.server.archive.ArchiveWriter;
import io.gypsum.server.archive.ContentChecksums;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.compute.ComputeTurns;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ByteRange;
import io.gypsum.store.ETag;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;
import io.gypsum.store.bucket.StoredDocument;

/**
 * {@code GET /archive/{project}/{asset}/{version}.zip} and {@code …/{version}/{folder}.zip}: all files of a version or of a
 * folder as an uncompressed ZIP, which is written while it is sent. Its length and its bytes are always the same, so that
 * clients can resume a download by a range.
 */
public final class ArchiveHandler implements Handler {
  private static final String EXTENSION = ".zip";
  private static final String CONTENT_TYPE = "application/zip";
  /** Part of the entity tag; must be changed when the bytes of archives change. */
  private static final int FORMAT = 1;
  /** Maximum number of files in all archives that are being sent; the manifest takes about 100 bytes for each. */
  static final int MAX_FILES = 2_000_000;

  private final BucketReader bucket;
  private final CachePolicy caching;
  private final ContentChecksums checksums;
  private final ComputeLane lane;
  private final RangedResponse responses;
  private final int maxFiles;
  private final Semaphore files;
  private final CachedManifests manifests;

  /**
   * @param manifests of the bucket whose files are sent
   * @param isImmutable as in {@link FileHandler}
   * @param checksums closed by the caller
   * @param lane reads manifests, and contents whose checksums are needed before they are sent
   */
  public ArchiveHandler(
      CachedManifests manifests, BiPredicate<AssetVersion, ObjectInfo> isImmutable,
      ContentChecksums checksums, ComputeLane lane, InstantSource clock) {
    this(manifests, isImmutable, checksums, lane, clock, MAX_FILES);
  }

  /** @param maxFiles maximum number of files in all archives that are being sent; a larger archive is sent alone */
  ArchiveHandler(
      CachedManifests manifests, BiPredicate<AssetVersion, ObjectInfo> isImmutable,
      ContentChecksums checksums, ComputeLane lane, InstantSource clock, int maxFiles) {
    this.maxFiles = maxFiles;
    this.files = new Semaphore(maxFiles);
    this.bucket = manifests.bucket();
    this.manifests = manifests;
    this.caching = new CachePolicy(isImmutable);
    this.checksums = checksums;
    this.lane = lane;
    this.responses = new RangedResponse(clock);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    String path = exchange.pathParameter("path");
    if (!path.endsWith(EXTENSION) || path.length() == EXTENSION.length()) {
      throw GypsumException.notFound(
          "no archive '" + path + "': expected VERSION.zip or VERSION/FOLDER.zip");
    }
    String named = path.substring(0, path.length() - EXTENSION.length());
    int slash = named.indexOf('/');
    String version = slash < 0 ? named : named.substring(0, slash);
    String folder = slash < 0 ? "" : new UserPath(named.substring(slash + 1)) + "/";
    send(exchange, RequestedVersion.find(bucket, exchange, version), folder);
  }

  private void send(Exchange exchange, RequestedVersion requested, String folder)
      throws IOException {
    AssetVersion version = requested.version();
    Key summaryKey = BucketLayout.summary(version);
    StoredDocument<Summary> summary =
        bucket.read(summaryKey, Summary::read)
            .orElseThrow(
                () -> GypsumException.notFound("version '" + version + "' does not exist"));
    Instant finish = summary.document().uploadFinish();
    if (finish == null) {
      throw GypsumException.notFound("version '" + version + "' is still being uploaded");
    }
    ComputeTurns turns = lane.turns(exchange::isAbandoned);
    CachedManifests.StoredManifest stored = turns.run(() -> manifests.read(version));
    Archive archive =
        turns.run(() -> new Archive(version, stored.manifest(), folder, finish));
    if (!archive.exists()) {
      throw GypsumException.notFound(
          "version '" + version + "' has no folder '" + folder + "'");
    }
    ETag etag =
        new ETag(
            "zip" + FORMAT + "-" + stored.etag().value() + "-"
                + finish.getEpochSecond());
    boolean isImmutable =
        !requested.isLatest()
            && caching.isImmutable(
                version,
                new ObjectInfo(summaryKey, 0, summary.etag(), summary.lastModified()));
    setHeaders(exchange, archive, isImmutable);
    exchange.setHeader("ETag", etag.quoted());
    exchange.setHeader("Last-Modified", HttpDate.format(summary.lastModified()));
    int permits = Math.min(archive.memberCount(), maxFiles);
    if (!files.tryAcquire(permits)) {
      throw new GypsumException(
          GypsumException.Kind.BUSY,
          "the server is sending too many archives: try again in a few minutes");
    }
    try {
      responses.send(
          exchange,
          new RangedResponse.State(
              "archive", archive.sizeBytes(), etag, summary.lastModified()),
          new Body(exchange, archive, turns));
    } finally {
      files.release(permits);
    }
  }

  private static void setHeaders(Exchange exchange, Archive archive, boolean isImmutable) {
    exchange.setHeader("Accept-Ranges", "bytes");
    exchange.setHeader(
        "Content-Disposition", ContentDisposition.attachment(archive.fileName()));
    exchange.setHeader("Cache-Control", CachePolicy.cacheControl(isImmutable));
    exchange.setHeader("Access-Control-Expose-Headers", "*");
    exchange.setHeader("Content-Security-Policy", "sandbox; default-src 'none'");
  }

  private final class Body implements RangedResponse.Body {
    private final Exchange exchange;
    private final Archive archive;
    private final ComputeTurns turns;

    Body(Exchange exchange, Archive archive, ComputeTurns turns) {
      this.exchange = exchange;
      this.archive = archive;
      this.turns = turns;
    }

    @Override
    public void sendHeaders() throws IOException {
      exchange.stream(200, CONTENT_TYPE, archive.sizeBytes(), out -> {});
    }

    @Override
    public void sendWhole() throws IOException {
      send(200, new ByteRange(0, archive.sizeBytes()));
    }

    @Override
    public void sendRanges(List<ByteRange> ranges) throws IOException {
      if (ranges.size() > 1) {
        // A server may ignore ranges (RFC 9110, section 14.2).
        sendWhole();
        return;
      }
      ByteRange range = ranges.getFirst();
      exchange.setHeader(
          "Content-Range", RangedResponse.contentRange(range, archive.sizeBytes()));
      send(206, range);
    }

    private void send(int status, ByteRange range) throws IOException {
      ArchiveWriter writer =
          new ArchiveWriter(archive, range, bucket.store(), checksums);
      writer.prepare(turns);
      exchange.stream(status, CONTENT_TYPE, range.lengthBytes(), writer::write);
    }
  }
}
