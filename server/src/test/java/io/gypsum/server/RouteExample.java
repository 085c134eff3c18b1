package io.gypsum.server;

import java.util.Map;

import io.gypsum.server.http.HttpMethod;

/**
 * A request of a route that succeeds on {@link RoleServer}, if the user has the required role.
 *
 * @param body JSON for the API; the fields of a form for pages. {@link RoleServer#fill} replaces names in braces
 */
record RouteExample(String path, String body) {
  /** Values of parameters. */
  private static final Map<String, String> VALUES =
      Map.of(
          "{project}", "p", "{asset}", "a", "{version}", "v2", "{path...}", "a.txt", "{name}",
          "MD5SUMS", "{number}", "1", "{from}", "v1", "{to}", "v2", "{account}",
          TestRole.OWNER.login());
  /** Paths of routes that need other values. */
  private static final Map<String, String> PATHS =
      Map.of(
          "POST /create/{project}", "/create/new", "GET /file/{key...}", "/file/p/a/v1/a.txt",
          "GET /archive/{project}/{asset}/{path...}", "/archive/p/a/v1.zip",
          "POST /upload/start/{project}/{asset}/{version}", "/upload/start/p/a/v3",
          "POST /publish/{project}/{asset}/{version}/check", "/publish/p/a/v3/check",
          "POST /publish/{project}/{asset}/{version}", "/publish/p/a/v3");
  private static final String PERMISSIONS =
      "base=%7B%22owners%22:%5B%22owner%22%5D,%22uploaders%22:%5B%5D%7D&etag={..permissions}";
  private static final String NO_FILES = "{\"files\":[],\"on_probation\":false}";
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          Map.entry("PUT /permissions/{project}", "{}"),
          Map.entry("PUT /quota/{project}", "{}"),
          Map.entry("POST /bundle", "{\"files\":[]}"),
          Map.entry("POST /upload/start/{project}/{asset}/{version}", NO_FILES),
          Map.entry("POST /sign-in", "token={token}"),
          Map.entry(
              "POST /publish/{project}/{asset}/{version}/check",
              "{\"bytes\":0,\"documents\":[]}"),
          Map.entry("POST /publish/{project}/{asset}/{version}", NO_FILES),
          Map.entry("POST /manage/{project}/permissions/preview", PERMISSIONS),
          Map.entry("POST /manage/{project}/permissions", PERMISSIONS),
          Map.entry(
              "POST /manage/{project}/quota",
              "baseline=10GB&growth=0&year=2026&etag={..quota}"),
          Map.entry("POST /manage/{project}/unlock", "confirm=on"),
          Map.entry("POST /manage/{project}/remove", "name=p"),
          Map.entry("POST /manage/{project}/remove/{asset}", "name=p/a"),
          Map.entry("POST /manage/{project}/remove/{asset}/{version}", "name=p/a/v2"),
          Map.entry("POST /admin/create", "project=new"),
          Map.entry("POST /admin/locks/{project}", "lock=x&confirm=on"),
          Map.entry("POST /admin/accounts", "name=added"),
          Map.entry(
              "POST /review/{project}/{asset}/{version}/approve",
              "finish=2026-03-01T12%3A34%3A56.789Z"),
          Map.entry(
              "POST /review/{project}/{asset}/{version}/reject",
              "finish=2026-03-01T12%3A34%3A56.789Z&reason=no&confirm=on"));

  static RouteExample of(HttpMethod method, String pattern) {
    String route = method + " " + pattern;
    String path = PATHS.get(route);
    if (path == null) {
      path = pattern;
      for (Map.Entry<String, String> value : VALUES.entrySet()) {
        path = path.replace(value.getKey(), value.getValue());
      }
      path = path.replaceAll("\\{[^}]*}", "x");
    }
    return new RouteExample(path, BODIES.getOrDefault(route, ""));
  }
}
