package io.gypsum.server.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.gypsum.core.name.AssetName;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.VersionName;
import io.gypsum.metadata.index.IndexScope;
import io.gypsum.metadata.sqlite.SqlBuilder;
import io.gypsum.server.catalog.IncomingLinkSummary.LinkingVersion;

/** Selects rows of a {@link CatalogDatabase} by a project, an asset or a version. */
record ScopeQuery(IndexScope scope) {
  /** Returns a statement that selects the names of the versions in the scope. */
  SqlBuilder versions() {
    return new SqlBuilder().add("SELECT project, asset, version FROM versions WHERE ")
        .add(condition(""), names().toArray());
  }

  /** Returns the versions outside the scope with links into it. */
  IncomingLinkSummary linksInto(Connection connection) throws SQLException {
    List<Object> names = names();
    Object[] twice = Collections.nCopies(2, names).stream().flatMap(List::stream).toArray();
    String linking =
        " FROM (SELECT vid, sum(files) AS files FROM links WHERE " + condition("")
            + " GROUP BY vid) AS linking JOIN versions AS v USING (vid) WHERE NOT ("
            + condition("v.") + ")";
    try (PreparedStatement total =
        new SqlBuilder().add("SELECT count(*), coalesce(sum(linking.files), 0)" + linking, twice)
            .prepare(connection);
        PreparedStatement first =
            new SqlBuilder()
                .add("SELECT v.project, v.asset, v.version, linking.files" + linking, twice)
                .add(
                    " ORDER BY v.project, v.asset, v.version LIMIT ?",
                    IncomingLinkSummary.MAX_NAMED)
                .prepare(connection);
        ResultSet counts = total.executeQuery();
        ResultSet row = first.executeQuery()) {
      List<LinkingVersion> versions = new ArrayList<>();
      while (row.next()) {
        versions.add(
            new LinkingVersion(
                AssetVersion.of(row.getString(1), row.getString(2), row.getString(3)),
                row.getLong(4)));
      }
      counts.next();
      return new IncomingLinkSummary(counts.getLong(1), counts.getLong(2), versions);
    }
  }

  private String condition(String table) {
    return table + "project = ?"
        + (scope.asset() == null ? "" : " AND " + table + "asset = ?")
        + (scope.version() == null ? "" : " AND " + table + "version = ?");
  }

  private List<Object> names() {
    List<Object> names = new ArrayList<>(List.of(scope.project().value()));
    AssetName asset = scope.asset();
    VersionName version = scope.version();
    if (asset != null) {
      names.add(asset.value());
    }
    if (version != null) {
      names.add(version.value());
    }
    return names;
  }
}
