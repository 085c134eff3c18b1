package io.gypsum.server.api;

import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;

/** The names in the path of a request; every method throws INVALID for an invalid name. */
public final class PathNames {
  private PathNames() {}

  public static ProjectName project(Exchange exchange) {
    return new ProjectName(exchange.pathParameter("project"));
  }

  public static ProjectAsset asset(Exchange exchange) {
    return new ProjectAsset(project(exchange), new AssetName(exchange.pathParameter("asset")));
  }

  public static AssetVersion version(Exchange exchange) {
    return AssetVersion.of(
        exchange.pathParameter("project"), exchange.pathParameter("asset"),
        exchange.pathParameter("version"));
  }
}
