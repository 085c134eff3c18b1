package io.gypsum.server.identity;

import java.time.InstantSource;

import io.gypsum.server.data.DataDirectory;
import io.gypsum.server.identity.oidc.OidcProvider;
import io.gypsum.server.settings.IdentitySettings;
import org.jspecify.annotations.Nullable;

/**
 * The identity provider of a server. A new provider needs an implementation of {@link Identity}, its name and its
 * options in {@link IdentitySettings}, a line here, a test and a section in docs/admin/reference.md.
 *
 * @param identity identifies users by their tokens
 * @param oidcSessions the users of sessions on pages; null unless the provider is OpenID Connect
 */
public record Identities(Identity identity, @Nullable OidcSessions oidcSessions) {
  /** @param data directory of local accounts */
  public static Identities create(
      IdentitySettings settings, DataDirectory data, InstantSource clock) {
    return switch (settings.provider()) {
      case LOCAL -> new Identities(new LocalIdentity(data, clock), null);
      case GITHUB -> new Identities(
          new CachedIdentity(new GitHubIdentity(settings.gitHub().api())), null);
      case OIDC -> {
        OidcProvider provider = new OidcProvider(settings.requireOidc(), clock);
        yield new Identities(
            new OidcIdentity(provider, clock), new OidcSessions(provider, clock));
      }
    };
  }
}
