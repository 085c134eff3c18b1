package io.gypsum.server.api;

import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.http.Exchange;

/** The names in a path; wrong ones are INVALID. */
final class Names {
  private Names() {}

  static ProjectName project(Exchange exchange) {
    return new ProjectName(exchange.parameter("project"));
  }

  static ProjectAsset asset(Exchange exchange) {
    return new ProjectAsset(project(exchange), new AssetName(exchange.parameter("asset")));
  }

  static AssetVersion version(Exchange exchange) {
    return AssetVersion.of(
        exchange.parameter("project"), exchange.parameter("asset"), exchange.parameter("version"));
  }
}
