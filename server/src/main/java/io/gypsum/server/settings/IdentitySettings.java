package io.gypsum.server.settings;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * How users are identified, and who administers the server.
 *
 * @param provider identifies users by their tokens
 * @param administrators logins and organizations with all permissions
 * @param gitHub settings of the provider {@link IdentityProvider#GITHUB}
 */
public record IdentitySettings(
    IdentityProvider provider, Set<String> administrators, GitHub gitHub) {

  static final Option<IdentityProvider> IDENTITY =
      Option.single(
          "identity", IdentityProvider.optionValues("|"), IdentityProvider.LOCAL.optionValue(),
          IdentitySettings::parseProvider,
          "Provider that identifies users by their tokens: local (accounts of this server, see"
              + " 'gypsum account') or github.");
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

  static final List<Option<?>> ALL =
      List.of(IDENTITY, ADMIN, GITHUB_API, GITHUB_APP_ID, GITHUB_APP_SECRET);

  /** The systems that identify users by their tokens. {@code io.gypsum.server.identity} implements them. */
  public enum IdentityProvider {
    /** Accounts in the data directory. */
    LOCAL,
    /** GitHub or GitHub Enterprise. */
    GITHUB;

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
   * How to use GitHub.
   *
   * @param api base URL without a trailing slash
   * @param app the OAuth app that the server publishes; null for none
   */
  public record GitHub(URI api, @Nullable OAuthApp app) {}

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
    return new IdentitySettings(
        values.get(IDENTITY), values.get(ADMIN), new GitHub(values.get(GITHUB_API), app));
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
