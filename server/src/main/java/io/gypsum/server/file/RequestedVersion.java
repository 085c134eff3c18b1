package io.gypsum.server.file;

import io.gypsum.core.GypsumException;
import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.core.name.VersionName;
import io.gypsum.server.http.Exchange;
import io.gypsum.store.bucket.BucketReader;

/**
 * The version that a permanent address names (rest-api.md, section 5).
 *
 * @param isLatest whether the address contains {@code latest}, so that it will refer to later versions as well
 */
public record RequestedVersion(AssetVersion version, boolean isLatest) {
  static final String LATEST = "latest";

  /**
   * Finds the version of the path parameters {@code project} and {@code asset}.
   *
   * @param version the name of a version, or {@code latest}, which hides a version of that name
   * @throws GypsumException INVALID for an invalid name; NOT_FOUND if the asset has no latest version, but it is requested
   */
  public static RequestedVersion find(BucketReader bucket, Exchange exchange, String version) {
    ProjectAsset asset = asset(exchange);
    if (!version.equals(LATEST)) {
      return new RequestedVersion(asset.version(new VersionName(version)), false);
    }
    VersionName latest =
        bucket.latest(asset)
            .orElseThrow(
                () -> GypsumException.notFound(
                    "'" + asset + "' does not exist or has no latest version"))
            .version();
    return new RequestedVersion(asset.version(latest), true);
  }

  /**
   * Returns the asset of the path parameters {@code project} and {@code asset}.
   *
   * @throws GypsumException INVALID for an invalid name
   */
  public static ProjectAsset asset(Exchange exchange) {
    return new ProjectAsset(
        new ProjectName(exchange.pathParameter("project")),
        new AssetName(exchange.pathParameter("asset")));
  }
}
