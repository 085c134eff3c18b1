package io.gypsum.server.file;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BiPredicate;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.UserPath;
import io.gypsum.server.compute.ComputeLane;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.http.Handler;
import io.gypsum.store.ObjectInfo;
import io.gypsum.store.bucket.BucketReader;

/**
 * {@code GET /data/{project}/{asset}/{version}/{path}}: the permanent address of a file. The version may be {@code latest}; the
 * content of a link is served under the name of the link. Conditions, ranges and redirects are those of {@link FileHandler}.
 */
public final class DataHandler implements Handler {
  private final BucketReader bucket;
  private final FileHandler files;
  private final LinkedObjects links;
  private final CachePolicy caching;

  /**
   * @param files sends the objects of the same bucket
   * @param isImmutable as in {@link FileHandler}
   * @param lane reads large documents of links
   */
  public DataHandler(
      BucketReader bucket, FileHandler files, BiPredicate<AssetVersion, ObjectInfo> isImmutable,
      ComputeLane lane) {
    this.bucket = bucket;
    this.files = files;
    this.links = new LinkedObjects(bucket, lane);
    this.caching = new CachePolicy(isImmutable);
  }

  @Override
  public void handle(Exchange exchange) throws IOException {
    if (files.sendRecent(exchange)) {
      return;
    }
    // Before the links are read: they may be deleted before the file is read.
    RecentFiles.Moment begin = files.begin();
    RequestedVersion requested =
        RequestedVersion.find(bucket, exchange, exchange.pathParameter("version"));
    AssetVersion version = requested.version();
    UserPath path = new UserPath(exchange.pathParameter("path"));
    Key key = BucketLayout.file(version, path);
    boolean isNamed = !requested.isLatest();
    if (!files.send(exchange, new ServedFile(key, key, isNamed), begin)
        && !sendLinked(exchange, version, path, isNamed, begin)) {
      throw GypsumException.notFound(
          "version '" + version + "' does not exist or has no file '" + path
              + "'; 'gypsum ls " + version + "' lists its files");
    }
  }

  private boolean sendLinked(
      Exchange exchange, AssetVersion version, UserPath path, boolean isNamed,
      RecentFiles.Moment begin)
      throws IOException {
    Optional<LinkedObjects.LinkTarget> found = links.find(version, path);
    if (found.isEmpty()) {
      return false;
    }
    LinkedObjects.LinkTarget target = found.get();
    boolean isPermanent = isNamed && caching.isImmutable(version, target.document());
    if (!files.send(
        exchange,
        new ServedFile(target.source(), BucketLayout.file(version, path), isPermanent), begin)) {
      throw GypsumException.notFound(
          "the file '" + path + "' of version '" + version + "' is a link to '"
              + target.source() + "', which does not exist");
    }
    return true;
  }
}
