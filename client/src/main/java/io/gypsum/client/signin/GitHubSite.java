package io.gypsum.client.signin;

import java.net.URI;

import io.gypsum.client.http.ServerUrl;

/**
 * Where a GitHub is: the public one, or an enterprise's.
 *
 * <pre>{@code
 * GitHubSite site =
 *     GitHubSite.of(
 *         URI.create("https://github.example.org"), URI.create("https://github.example.org/api/v3"));
 * }</pre>
 *
 * @param web its pages and OAuth
 * @param api its REST API
 */
public record GitHubSite(ServerUrl web, ServerUrl api) {
  public static final GitHubSite PUBLIC =
      of(URI.create("https://github.com"), URI.create("https://api.github.com"));

  /** @throws io.gypsum.core.GypsumException INVALID when one is not an http or https address */
  public static GitHubSite of(URI web, URI api) {
    return new GitHubSite(ServerUrl.of(web), ServerUrl.of(api));
  }
}
