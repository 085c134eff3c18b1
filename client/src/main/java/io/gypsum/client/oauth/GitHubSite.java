package io.gypsum.client.oauth;

import java.net.URI;

import io.gypsum.client.http.ServerUrl;

/**
 * The URLs of a GitHub instance: github.com or a GitHub Enterprise server.
 *
 * @param web base URL of its pages and OAuth endpoints
 * @param api base URL of its REST API
 */
public record GitHubSite(ServerUrl web, ServerUrl api) {
  /** github.com. */
  public static final GitHubSite PUBLIC =
      of(URI.create("https://github.com"), URI.create("https://api.github.com"));

  /** @throws io.gypsum.core.GypsumException INVALID if one of them is not an HTTP or HTTPS URL */
  public static GitHubSite of(URI web, URI api) {
    return new GitHubSite(ServerUrl.of(web), ServerUrl.of(api));
  }
}
