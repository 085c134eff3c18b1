package io.gypsum.server.identity;

import java.time.InstantSource;

import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.settings.IdentitySettings;

/**
 * Creates the identity provider of a server. A new provider needs an implementation of {@link Identity}, its name and its
 * options in {@link IdentitySettings}, a line here, a test and a section in docs/admin/reference.md.
 */
public final class Identities {
  private Identities() {}

  /** @param data directory of local accounts */
  public static Identity create(
      IdentitySettings settings, DataDirectory data, InstantSource clock) {
    return switch (settings.provider()) {
      case LOCAL -> new LocalIdentity(data, clock);
      case GITHUB -> new CachedIdentity(new GitHubIdentity(settings.gitHub().api()));
      case OIDC -> new OidcIdentity(new OidcProvider(settings.requireOidc(), clock), clock);
    };
  }
}
