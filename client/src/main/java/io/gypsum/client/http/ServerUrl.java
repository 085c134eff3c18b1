package io.gypsum.client.http;

import java.net.URI;
import java.net.URISyntaxException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Loopback;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

/**
 * The base URL of a server. Its methods return the URLs of the server's routes.
 *
 * @param base without a trailing slash, query or fragment
 */
public record ServerUrl(URI base) {
  private static final int MAX_PORT = 65_535;

  /** @throws GypsumException INVALID if {@code url} is not an HTTP or HTTPS URL of a host, or has user info or a query */
  public static ServerUrl of(URI url) {
    requireServer(url);
    if (url.getRawQuery() != null || url.getRawFragment() != null) {
      throw invalid(url);
    }
    return new ServerUrl(URI.create(url.toString().replaceAll("/+$", "")));
  }

  /** @throws GypsumException INVALID if {@code url} is not an HTTP or HTTPS URL of a host and a valid port, or has user info */
  static void requireServer(URI url) {
    boolean http =
        "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
    if (!http || url.getHost() == null || url.getRawUserInfo() != null) {
      throw invalid(url);
    }
    // -1: none is given.
    if (url.getPort() == 0 || url.getPort() > MAX_PORT) {
      throw GypsumException.invalid(
          "the URL of " + url.getHost() + " has the invalid port " + url.getPort()
              + ": expected 1 to " + MAX_PORT);
    }
  }

  private static GypsumException invalid(URI url) {
    // User info is not shown, since it may contain a password.
    String shown = url.getRawUserInfo() == null ? "'" + url + "'" : "the given URL";
    return GypsumException.invalid(
        shown + " is not the URL of a server: expected a URL such as"
            + " https://gypsum.example.org");
  }

  /** Returns whether requests to this server cannot be read on the network: they are encrypted, or it is on this machine. */
  public boolean protectsSecrets() {
    return Loopback.isConfidential(base);
  }

  public URI file(Key key) {
    return at("/file/" + PercentEncoding.encode(key.value()));
  }

  public URI list(Prefix prefix, boolean recursive) {
    return at(
        "/list?prefix=" + PercentEncoding.encode(prefix.value()) + "&recursive=" + recursive);
  }

  /**
   * Returns the URL of a route.
   *
   * @param parameters not encoded yet; each becomes one path segment
   */
  public URI route(String route, String... parameters) {
    StringBuilder path = new StringBuilder(route);
    for (String parameter : parameters) {
      path.append('/').append(PercentEncoding.encode(parameter));
    }
    return at(path.toString());
  }

  public URI route(String route, AssetVersion version) {
    return route(
        route, version.project().value(), version.asset().value(), version.version().value());
  }

  /**
   * Returns the URL of a path that the server sent in a response. A path that could lead to another server is rejected,
   * since the session token is sent there.
   *
   * @param action the action of the request, for the failure
   * @param path already encoded
   */
  public URI resolve(String action, String path) {
    try {
      if (path.startsWith("/") && !path.startsWith("//")) {
        return new URI(base + path);
      }
    } catch (URISyntaxException e) {
      // Not a path: rejected below.
    }
    throw HttpErrors.unexpectedResponse(
        action, "expected a path on this server, found '" + path + "'");
  }

  private URI at(String path) {
    return URI.create(base + path);
  }

  @Override
  public String toString() {
    return base.toString();
  }
}
