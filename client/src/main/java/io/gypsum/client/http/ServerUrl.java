package io.gypsum.client.http;

import java.net.URI;
import java.net.URISyntaxException;

import io.gypsum.core.GypsumException;
import io.gypsum.core.PercentEncoding;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.Prefix;

/**
 * A server's address and what is at it.
 *
 * @param base without a trailing slash, query or fragment
 */
public record ServerUrl(URI base) {
  /** @throws GypsumException INVALID when it is not an http or https address */
  public static ServerUrl of(URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null
        || url.getRawUserInfo() != null) {
      // Not shown when there is user information: it may be a password.
      String shown = url.getRawUserInfo() == null ? "'" + url + "' " : "the address given ";
      throw GypsumException.invalid(
          shown + "is not a server's address: expected something like https://gypsum.example.org");
    }
    return new ServerUrl(URI.create(url.toString().replaceAll("/+$", "")));
  }

  public URI file(Key key) {
    return at("/file/" + PercentEncoding.encode(key.value()));
  }

  public URI list(Prefix prefix, boolean recursive) {
    return at("/list?prefix=" + PercentEncoding.encode(prefix.value()) + "&recursive=" + recursive);
  }

  /** A route with parameters, each encoded here. */
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
   * What the server calls by {@code path} in an answer. Anything that could lead to another server is refused, since a
   * session token goes there.
   *
   * @param path encoded already
   */
  public URI resolve(String action, String path) {
    try {
      if (path.startsWith("/") && !path.startsWith("//")) {
        return new URI(base + path);
      }
    } catch (URISyntaxException e) {
      // Falls through: not a path either.
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
