package io.gypsum.server.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectAsset;
import io.gypsum.core.name.ProjectName;

/**
 * The addresses of pages, of files and of the assets of pages (rest-api.md, section 5). Every method returns a path on this
 * server, percent-encoded, that starts with the path at which clients reach it; {@link #absolute} adds scheme and host.
 *
 * @param origin returns scheme, host and port at which clients reach this server, such as {@code https://example.org}; known
 *     when the server listens
 * @param publicPath precedes all paths: empty, or the path below which a proxy serves this server, without a trailing slash
 * @param assets the names of assets with their fingerprinted names
 */
public record PageUrls(Supplier<String> origin, String publicPath, Map<String, String> assets) {
  public PageUrls {
    assets = Map.copyOf(assets);
  }

  public String home() {
    return publicPath + "/";
  }

  public String project(ProjectName project) {
    return path("browse", project.value());
  }

  public String asset(ProjectAsset asset) {
    return path("browse", asset.project().value(), asset.asset().value());
  }

  public String version(AssetVersion version) {
    return versionPath("browse", version);
  }

  /**
   * Returns the page of a folder or file of a version.
   *
   * @param path folders and name, with {@code /} between them
   */
  public String browse(AssetVersion version, String path) {
    return versionPath("browse", version) + encodePath(path);
  }

  /** Returns the page of the versions that link to a version. */
  public String incomingLinks(AssetVersion version) {
    return versionPath("linked-from", version);
  }

  /** Returns the permanent address of a file's content. */
  public String data(AssetVersion version, String path) {
    return versionPath("data", version) + encodePath(path);
  }

  /** Returns the address of a file's content for a page that contains it, which loads nothing from other hosts. */
  public String embedded(AssetVersion version, String path) {
    return query(data(version, path), "redirect", "no");
  }

  /**
   * Returns the address of a list of the checksums of a version.
   *
   * @param list the name of the list, such as {@code MD5SUMS}
   */
  public String checksums(AssetVersion version, String list) {
    return versionPath("checksums", version) + "/" + list;
  }

  /** Returns the feed of the changes of all projects. */
  public String feed() {
    return path("feed");
  }

  /** Returns the feed of the changes of a project. */
  public String feed(ProjectName project) {
    return path("feed", project.value());
  }

  /** Returns the address of the archive of a whole version. */
  public String archive(AssetVersion version) {
    return versionPath("archive", version) + ".zip";
  }

  /** Returns the address of the archive of a folder, which is not empty. */
  public String archive(AssetVersion version, String folder) {
    return versionPath("archive", version) + encodePath(folder) + ".zip";
  }

  /** Returns the page with the form to choose two versions of an asset. */
  public String compare(ProjectAsset asset) {
    return path("compare", asset.project().value(), asset.asset().value());
  }

  /** Returns the page that compares two versions of an asset. */
  public String compare(ProjectAsset asset, String from, String to) {
    return path("compare", asset.project().value(), asset.asset().value(), from, to);
  }

  /** Returns the page with which a version on probation is reviewed. */
  public String review(AssetVersion version) {
    return versionPath("review", version);
  }

  /** Returns the address of an object of the bucket in the API. */
  public String object(Key key) {
    return path("file", key.value());
  }

  /**
   * Returns the address of a style sheet, script or image of the pages.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public String style(String name) {
    String fingerprinted = assets.get(name);
    if (fingerprinted == null) {
      throw new IllegalArgumentException("no page asset '" + name + "'");
    }
    return path("assets", fingerprinted);
  }

  /** Returns the path of the given segments, each percent-encoded. */
  public String path(String... segments) {
    StringBuilder path = new StringBuilder(publicPath);
    for (String segment : segments) {
      path.append('/').append(PercentEncoding.encode(segment));
    }
    return path.toString();
  }

  /** Returns a path with a query. {@code namesAndValues} alternate; a parameter whose value is empty is left out. */
  public static String query(String path, String... namesAndValues) {
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!namesAndValues[i + 1].isEmpty()) {
        parameters.add(
            namesAndValues[i] + "=" + PercentEncoding.encode(namesAndValues[i + 1]));
      }
    }
    return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
  }

  /** Returns the full URL of a path that another method returned. */
  public String absolute(String path) {
    return origin.get() + path;
  }

  private String versionPath(String first, AssetVersion version) {
    return path(
        first, version.project().value(), version.asset().value(), version.version().value());
  }

  /** Returns a path whose segments are percent-encoded, each after a {@code /}. */
  static String encodePath(String path) {
    StringBuilder encoded = new StringBuilder(path.length() + 16);
    for (String segment : path.split("/", -1)) {
      encoded.append('/').append(PercentEncoding.encode(segment));
    }
    return encoded.toString();
  }
}
