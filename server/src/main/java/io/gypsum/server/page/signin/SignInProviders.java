package io.gypsum.server.page.signin;

import java.util.List;

import io.gypsum.server.identity.OidcSessions;
import io.gypsum.server.settings.IdentitySettings;
import io.gypsum.server.settings.IdentitySettings.OAuthApp;
import org.jspecify.annotations.Nullable;

/**
 * Creates the providers of the pages of a server. A new one needs an implementation of {@link SignInProvider}, a line here, and
 * one for its callback in {@code AuditedRequests}.
 */
public final class SignInProviders {
  private SignInProviders() {}

  /**
   * Returns the sites that issue the access tokens which the server accepts; empty if people can only enter a token.
   *
   * @param oidc null unless the provider is OpenID Connect
   */
  public static List<SignInProvider> of(IdentitySettings settings, @Nullable OidcSessions oidc) {
    return switch (settings.provider()) {
      case LOCAL -> List.of();
      case GITHUB -> gitHub(settings.gitHub());
      case OIDC -> oidc == null
          ? List.of()
          : List.of(new OidcSignIn(oidc, settings.requireOidc().provider().label()));
    };
  }

  private static List<SignInProvider> gitHub(IdentitySettings.GitHub settings) {
    OAuthApp app = settings.webApp();
    return app == null ? List.of() : List.of(new GitHubSignInProvider(settings.web(), app));
  }
}
