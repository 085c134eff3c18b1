package io.gypsum.server.settings;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * How users are identified, and who administers the server.
 *
 * @param provider identifies users by their tokens
 * @param administrators logins and organizations with all permissions
 * @param gitHub settings of the provider {@link IdentityProvider#GITHUB}
 * @param oidc settings of the provider {@link IdentityProvider#OIDC}; not null for that provider
 */
public record IdentitySettings(
    IdentityProvider provider, Set<String> administrators, GitHub gitHub,
    @Nullable OidcSettings oidc) {

  static final Option<IdentityProvider> IDENTITY =
      Option.single(
          "identity", IdentityProvider.optionValues("|"), IdentityProvider.LOCAL.optionValue(),
          IdentitySettings::parseProvider,
          "Provider that identifies users by their tokens: local (accounts of this server, see"
              + " 'gypsum account'), github, or oidc (OpenID Connect, such as Keycloak).");
  static final Option<Set<String>> ADMIN =
      new Option<>(
          "admin", "ID", null, Option.Use.LIST, (given, others) -> parseIds(given),
          "User or organization with all permissions. May be given several times, or as a list"
              + " separated by commas.");
  static final Option<URI> GITHUB_API =
      Option.single(
          "github-api", "URL", "https://api.github.com", OptionParsers::url,
          "Base URL of the GitHub API; https://HOST/api/v3 for GitHub Enterprise.");
  static final Option<String> GITHUB_APP_ID =
      Option.single(
          "github-app-id", "ID", null, OptionParsers::text,
          "Client ID of the GitHub OAuth app with which clients sign in; requires"
              + " github-app-secret.");
  static final Option<SecretText> GITHUB_APP_SECRET =
      Option.secret(
          "github-app-secret",
          "Client secret of the GitHub OAuth app; published to every client together with the ID.");
  static final Option<String> GITHUB_WEB_APP_ID =
      Option.single(
          "github-web-app-id", "ID", null, OptionParsers::text,
          "Client ID of the GitHub OAuth app with which people sign in to the web pages; default:"
              + " github-app-id. Requires github-web-app-secret.");
  static final Option<SecretText> GITHUB_WEB_APP_SECRET =
      Option.secret(
          "github-web-app-secret",
          "Client secret of github-web-app-id; never published.");

  static final List<Option<?>> ALL =
      Stream.concat(
          Stream.<Option<?>>of(
              IDENTITY, ADMIN, GITHUB_API, GITHUB_APP_ID, GITHUB_APP_SECRET, GITHUB_WEB_APP_ID,
              GITHUB_WEB_APP_SECRET),
          OidcSettings.ALL.stream()).toList();

  /** The systems that identify users by their tokens. {@code io.gypsum.server.identity} implements them. */
  public enum IdentityProvider {
    /** Accounts in the data directory. */
    LOCAL,
    /** GitHub or GitHub Enterprise. */
    GITHUB,
    /** A provider of OpenID Connect. */
    OIDC;

    private String optionValue() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static String optionValues(String separator) {
      return Arrays.stream(values())
          .map(IdentityProvider::optionValue)
          .collect(Collectors.joining(separator));
    }
  }

  /**
   * The settings of GitHub.
   *
   * @param api base URL without a trailing slash
   * @param app the OAuth app that the server publishes; null for none
   * @param webApp the OAuth app of the web pages; null for none
   */
  public record GitHub(URI api, @Nullable OAuthApp app, @Nullable OAuthApp webApp) {
    /**
     * Returns the base URL of the pages: {@code https://github.com}, that of a GitHub Enterprise server, whose API is below {@code
     * /api/v3}, or that of an enterprise on ghe.com.
     */
    public URI web() {
      String host = api.getHost();
      boolean isApiHost = host != null && (host.equals("api.github.com")
          || (host.startsWith("api.") && host.endsWith(".ghe.com")));
      return URI.create(
          isApiHost
              ? api.toString().replace("://api.", "://")
              : api.toString().replaceFirst("/api/v3$", ""));
    }
  }

  /** The OAuth app with which clients sign in. */
  public record OAuthApp(String id, SecretText secret) {}

  public IdentitySettings {
    administrators = Set.copyOf(administrators);
  }

  static IdentitySettings read(OptionValues values) {
    OAuthApp app =
        values.areGiven(GITHUB_APP_ID, GITHUB_APP_SECRET)
            ? new OAuthApp(values.get(GITHUB_APP_ID), values.get(GITHUB_APP_SECRET))
            : null;
    OAuthApp webApp =
        values.areGiven(GITHUB_WEB_APP_ID, GITHUB_WEB_APP_SECRET)
            ? new OAuthApp(values.get(GITHUB_WEB_APP_ID), values.get(GITHUB_WEB_APP_SECRET))
            : app;
    IdentityProvider provider = values.get(IDENTITY);
    OidcSettings oidc = OidcSettings.read(values);
    if (provider == IdentityProvider.OIDC && oidc == null) {
      throw GypsumException.invalid(
          "'identity' is 'oidc', which requires 'oidc-issuer' and 'oidc-client-id' too: set both, or"
              + " choose another identity provider");
    }
    return new IdentitySettings(
        provider, values.get(ADMIN), new GitHub(values.get(GITHUB_API), app, webApp), oidc);
  }

  /** Returns the app with which commands sign in; null if there is none, or they sign in at another provider. */
  public @Nullable OAuthApp publishedGitHubApp() {
    return provider == IdentityProvider.OIDC ? null : gitHub.app();
  }

  /** Returns the settings of OpenID Connect, which exist if it is the provider. */
  public OidcSettings requireOidc() {
    return Objects.requireNonNull(oidc, "the settings of OpenID Connect");
  }

  private static IdentityProvider parseProvider(GivenValue given) {
    for (IdentityProvider provider : IdentityProvider.values()) {
      if (provider.optionValue().equals(given.text())) {
        return provider;
      }
    }
    throw given.expected(IdentityProvider.optionValues(" or "));
  }

  private static Set<String> parseIds(List<GivenValue> given) {
    Set<String> ids = new TreeSet<>();
    for (GivenValue list : given) {
      for (String id : list.text().split(",", -1)) {
        if (id.isBlank() || id.indexOf('/') >= 0
            || id.chars().anyMatch(Character::isISOControl)) {
          throw list.expected("one or more logins or organizations, separated by single commas");
        }
        ids.add(id.strip());
      }
    }
    return ids;
  }
}
