package io.gypsum.server.catalog;

/**
 * The tables of a {@link CatalogDatabase}. Times are milliseconds since 1970. Triggers keep the sums of assets and months up to
 * date, so that no query reads all versions of an asset.
 */
final class CatalogTables {
  /** Version of the file format; a file of another format is rebuilt. */
  static final int FORMAT = 3;

  /** Creates the tables in an empty file. */
  static final String[] STATEMENTS = {
      "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",

      // Finished versions, and running uploads. 'state' is that of CatalogItem; 'month' is that of 'finish', such as 2026-11.
      "CREATE TABLE versions (vid INTEGER PRIMARY KEY, project TEXT NOT NULL, asset TEXT NOT NULL,"
          + " version TEXT NOT NULL, state TEXT NOT NULL, user TEXT NOT NULL, start INTEGER,"
          + " finish INTEGER, month TEXT, probation INTEGER NOT NULL, files INTEGER NOT NULL,"
          + " link_files INTEGER NOT NULL, bytes INTEGER NOT NULL, own_bytes INTEGER NOT NULL,"
          + " UNIQUE (project, asset, version))",
      "CREATE INDEX unfinished ON versions (state) WHERE state <> 'COMPLETE'",
      "CREATE INDEX by_asset ON versions (project, asset, finish, version)"
          + " WHERE state = 'COMPLETE'",
      "CREATE INDEX published ON versions (finish, project, asset, version)"
          + " WHERE state = 'COMPLETE' AND probation = 0",
      "CREATE INDEX published_by_project ON versions (project, finish, asset, version)"
          + " WHERE state = 'COMPLETE' AND probation = 0",
      "CREATE INDEX probational ON versions (finish, project, asset, version)"
          + " WHERE state = 'COMPLETE' AND probation = 1",
      "CREATE INDEX probational_by_project ON versions (project, finish, asset, version)"
          + " WHERE state = 'COMPLETE' AND probation = 1",
      "CREATE INDEX by_user ON versions (user, finish, project, asset, version)"
          + " WHERE state = 'COMPLETE'",

      // project, asset, version: where the bytes are; vid: the version that links there; files: how many of its files do.
      "CREATE TABLE links (project TEXT NOT NULL, asset TEXT NOT NULL, version TEXT NOT NULL,"
          + " vid INTEGER NOT NULL REFERENCES versions (vid) ON DELETE CASCADE, files INTEGER NOT NULL,"
          + " PRIMARY KEY (project, asset, version, vid)) WITHOUT ROWID",
      "CREATE INDEX links_by_version ON links (vid)",

      "CREATE TABLE projects (project TEXT PRIMARY KEY, present INTEGER NOT NULL,"
          + " owners INTEGER NOT NULL, uploaders INTEGER NOT NULL, quota_baseline TEXT,"
          + " quota_growth TEXT, quota_year INTEGER, usage INTEGER) WITHOUT ROWID",
      // The users and organizations that own a project or may upload to it; an owner who is also an uploader has one row.
      "CREATE TABLE members (id TEXT NOT NULL, project TEXT NOT NULL, is_owner INTEGER NOT NULL,"
          + " PRIMARY KEY (id, project)) WITHOUT ROWID",
      "CREATE INDEX members_by_project ON members (project)",

      // The sums of all finished versions; 'changed' is the finish of the newest published one.
      "CREATE TABLE assets (project TEXT NOT NULL, asset TEXT NOT NULL, latest TEXT,"
          + " versions INTEGER NOT NULL, probational INTEGER NOT NULL, files INTEGER NOT NULL,"
          + " link_files INTEGER NOT NULL, bytes INTEGER NOT NULL, own_bytes INTEGER NOT NULL,"
          + " changed INTEGER, PRIMARY KEY (project, asset)) WITHOUT ROWID",
      // The sums of a project, and with an empty name those of all projects.
      "CREATE TABLE uploads (project TEXT NOT NULL, month TEXT NOT NULL, versions INTEGER NOT NULL,"
          + " own_bytes INTEGER NOT NULL, PRIMARY KEY (project, month)) WITHOUT ROWID",
      "CREATE TRIGGER version_added AFTER INSERT ON versions WHEN NEW.state = 'COMPLETE' BEGIN"
          + " INSERT INTO assets VALUES (NEW.project, NEW.asset, NULL, 1, NEW.probation, NEW.files,"
          + "  NEW.link_files, NEW.bytes, NEW.own_bytes, NULL)"
          + "  ON CONFLICT DO UPDATE SET versions = versions + 1,"
          + "  probational = probational + NEW.probation, files = files + NEW.files,"
          + "  link_files = link_files + NEW.link_files, bytes = bytes + NEW.bytes,"
          + "  own_bytes = own_bytes + NEW.own_bytes;"
          + changed("NEW")
          + " INSERT INTO uploads SELECT p.name, NEW.month, 1, NEW.own_bytes"
          + "  FROM (SELECT NEW.project AS name UNION ALL SELECT '') AS p"
          + "  WHERE NEW.month IS NOT NULL ON CONFLICT DO UPDATE SET versions = versions + 1,"
          + "  own_bytes = own_bytes + NEW.own_bytes;"
          + " END",
      "CREATE TRIGGER version_removed AFTER DELETE ON versions WHEN OLD.state = 'COMPLETE' BEGIN"
          + " UPDATE assets SET versions = versions - 1, probational = probational - OLD.probation,"
          + "  files = files - OLD.files, link_files = link_files - OLD.link_files,"
          + "  bytes = bytes - OLD.bytes, own_bytes = own_bytes - OLD.own_bytes"
          + "  WHERE project = OLD.project AND asset = OLD.asset;"
          + changed("OLD")
          + " UPDATE uploads SET versions = versions - 1, own_bytes = own_bytes - OLD.own_bytes"
          + "  WHERE project IN (OLD.project, '') AND month = OLD.month;"
          + " DELETE FROM uploads WHERE project IN (OLD.project, '') AND month = OLD.month"
          + "  AND versions = 0;"
          + " END",

      // The keys of log entries that the file includes.
      "CREATE TABLE changes (key TEXT PRIMARY KEY) WITHOUT ROWID",
      // Projects (with an empty asset) and assets whose documents must be read again, at each update until the time 'until'.
      "CREATE TABLE stale (project TEXT NOT NULL, asset TEXT NOT NULL, until INTEGER NOT NULL,"
          + " PRIMARY KEY (project, asset)) WITHOUT ROWID"};

  private CatalogTables() {}

  private static String changed(String row) {
    return " UPDATE assets SET changed = (SELECT v.finish FROM versions AS v"
        + "  WHERE v.project = " + row + ".project AND v.asset = " + row + ".asset"
        + "  AND v.state = 'COMPLETE' AND v.probation = 0 ORDER BY v.finish DESC LIMIT 1)"
        + "  WHERE project = " + row + ".project AND asset = " + row + ".asset;";
  }
}
