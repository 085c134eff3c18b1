package io.gypsum.client.metadata;

import java.net.URI;

import io.gypsum.client.http.DirectoryUrl;
import io.gypsum.client.http.ServerUrl;
import org.jspecify.annotations.Nullable;

/**
 * The URLs at which metadata databases and schemas are published. Those of the public server are on GitHub; every other
 * server publishes its own.
 */
public record MetadataSources(DirectoryUrl databases, DirectoryUrl schemas) {
  private static final URI PUBLIC_DATABASES =
      URI.create(
          "https://github.com/ArtifactDB/bioconductor-metadata-index/releases/download/latest/");
  private static final URI PUBLIC_SCHEMAS =
      URI.create("https://artifactdb.github.io/bioconductor-metadata-index/");

  /**
   * Returns the sources for a server.
   *
   * @param isPublic whether {@code server} is the public server
   * @param databases overrides the default; null for the default
   * @param schemas overrides the default; null for the default
   */
  public static MetadataSources of(
      ServerUrl server, boolean isPublic, @Nullable DirectoryUrl databases,
      @Nullable DirectoryUrl schemas) {
    return new MetadataSources(
        databases == null
            ? DirectoryUrl.of(isPublic ? PUBLIC_DATABASES : server.route("/index"))
            : databases,
        schemas == null
            ? DirectoryUrl.of(isPublic ? PUBLIC_SCHEMAS : server.route("/schemas"))
            : schemas);
  }
}
