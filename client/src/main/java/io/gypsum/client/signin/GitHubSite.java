package io.gypsum.client.signin;

import java.net.URI;

import io.gypsum.client.http.Address;

/**
 * Where a GitHub is: the public one, or an enterprise's.
 *
 * @param web its pages and OAuth
 * @param api its REST API
 */
public record GitHubSite(Address web, Address api) {
  public static final GitHubSite PUBLIC =
      of(URI.create("https://github.com"), URI.create("https://api.github.com"));

  /** @throws io.gypsum.core.GypsumException INVALID when one is not an http or https address */
  public static GitHubSite of(URI web, URI api) {
    return new GitHubSite(Address.of(web), Address.of(api));
  }
}
