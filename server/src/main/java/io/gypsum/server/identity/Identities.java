package io.gypsum.server.identity;

import java.time.InstantSource;

import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.settings.IdentitySettings;

/**
 * Creates the identity provider of a server. A further provider needs an implementation of {@link Identity}, a constant
 * of {@link io.gypsum.server.settings.IdentityProvider}, its options in {@link IdentitySettings}, and a line here.
 */
public final class Identities {
  private Identities() {}

  /** @param data directory of local accounts */
  public static Identity create(
      IdentitySettings settings, DataDirectory data, InstantSource clock) {
    return switch (settings.provider()) {
      case LOCAL -> new LocalIdentity(data, clock);
      case GITHUB -> new CachedIdentity(new GitHubIdentity(settings.gitHub().api()));
    };
  }
}
