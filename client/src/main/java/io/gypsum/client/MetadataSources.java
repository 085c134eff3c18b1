package io.gypsum.client;

import java.net.URI;

import io.gypsum.client.http.DirectoryUrl;
import io.gypsum.client.http.ServerUrl;
import org.jspecify.annotations.Nullable;

/** Where metadata is published: beside the public server for that one, else by the server itself. */
record MetadataSources(DirectoryUrl databases, DirectoryUrl schemas) {
  private static final URI PUBLIC_DATABASES =
      URI.create(
          "https://github.com/ArtifactDB/bioconductor-metadata-index/releases/download/latest/");
  private static final URI PUBLIC_SCHEMAS =
      URI.create("https://artifactdb.github.io/bioconductor-metadata-index/");

  /** @param databases null for the usual place, as is {@code schemas} */
  static MetadataSources of(
      ServerUrl server, boolean isPublic, @Nullable DirectoryUrl databases,
      @Nullable DirectoryUrl schemas) {
    return new MetadataSources(
        databases == null ? usual(server, isPublic, PUBLIC_DATABASES, "/index") : databases,
        schemas == null ? usual(server, isPublic, PUBLIC_SCHEMAS, "/schemas") : schemas);
  }

  private static DirectoryUrl usual(
      ServerUrl server, boolean isPublic, URI ofPublic, String route) {
    return DirectoryUrl.of(isPublic ? ofPublic : server.route(route));
  }
}
