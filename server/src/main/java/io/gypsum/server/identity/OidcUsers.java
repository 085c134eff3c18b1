package io.gypsum.server.identity;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.decision.User;
import io.gypsum.server.identity.oidc.ClaimValues;
import io.gypsum.server.settings.OidcSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Derives users from the claims of an OpenID Connect provider. Groups get a prefix that no login may have: at a provider, a user can
 * have the same name as a group, and would have all permissions of the group. Thread-safe.
 */
final class OidcUsers {
  private static final Logger LOG = LoggerFactory.getLogger(OidcUsers.class);
  static final int MAX_GROUPS = 1_000;
  /** Names of groups of identity federations are URNs. */
  private static final int MAX_GROUP_CHARACTERS = 250;
  private static final String EMAIL = "email";

  private final OidcSettings.Claims names;
  private final Cache<String, Boolean> warnedAbout =
      Caffeine.newBuilder().maximumSize(1_000).expireAfterWrite(Duration.ofDays(1)).build();

  OidcUsers(OidcSettings.Claims names) {
    this.names = names;
  }

  /** Returns whether the claims contain the login and the groups; the groups may be an empty array. */
  boolean isComplete(Map<String, Object> claims) {
    return ClaimValues.find(claims, names.login()) != null
        && hasGroups(claims)
        && (!names.login().equals(EMAIL) || claims.get("email_verified") != null);
  }

  /** Returns whether the claims contain the groups; these may be an empty array. */
  boolean hasGroups(Map<String, Object> claims) {
    return ClaimValues.find(claims, names.groups()) != null;
  }

  /**
   * Returns the user with these claims, which the provider has signed or sent. A user without the claim of groups has none.
   *
   * @throws GypsumException UNAUTHENTICATED when the login is missing, invalid or not verified
   */
  User user(Map<String, Object> claims) {
    String login = login(claims);
    return new User(login, groups(login, claims), false);
  }

  private String login(Map<String, Object> claims) {
    Object value = ClaimValues.find(claims, names.login());
    if (!(value instanceof String login)) {
      throw refused(
          "the identity provider sent no login (claim '" + names.login()
              + "'): an administrator should add the claim to the access tokens, or change 'oidc-login-claim'");
    }
    if (names.login().equals(EMAIL) && !isVerified(claims.get("email_verified"))) {
      throw refused(
          "the e-mail address '" + Printable.value(login)
              + "' is not verified: verify it at the identity provider, then sign in again");
    }
    if (login.startsWith(names.groupPrefix())) {
      throw refused(
          "the login '" + Printable.value(login) + "' starts with '" + names.groupPrefix()
              + "', as groups do: an administrator should rename the user or change 'oidc-group-prefix'");
    }
    try {
      return Account.checkName("login", login);
    } catch (GypsumException e) {
      throw refused(
          e.reason() + " (claim '" + names.login()
              + "' of the identity provider), so the user cannot sign in");
    }
  }

  private static boolean isVerified(@Nullable Object claim) {
    return Boolean.TRUE.equals(claim) || "true".equals(claim);
  }

  private Set<String> groups(String login, Map<String, Object> claims) {
    List<String> all =
        ClaimValues.texts(ClaimValues.find(claims, names.groups()))
            .stream()
            .filter(group -> group.startsWith(names.groupFilter()))
            .toList();
    Set<String> groups = new TreeSet<>();
    for (String group : all) {
      if (groups.size() == MAX_GROUPS) {
        warn(login, "only the first " + MAX_GROUPS + " of " + all.size() + " groups are used");
        break;
      }
      try {
        groups.add(names.groupPrefix() + groupName(group));
      } catch (GypsumException e) {
        warn(login, e.reason());
      }
    }
    return groups;
  }

  /** Keycloak sends the path of a group, such as {@code /lab/curators}. Names with a slash could not be administrators. */
  private static String groupName(String sent) {
    String name = sent.startsWith("/") ? sent.substring(1) : sent;
    return Account.checkName("group", name.replace('/', ':'), MAX_GROUP_CHARACTERS);
  }

  private void warn(String login, String what) {
    if (warnedAbout.asMap().putIfAbsent(login, true) == null) {
      LOG.warn(
          "Groups of {}: {}. Permissions of other groups do not apply to this user.", login, what);
    }
  }

  private static GypsumException refused(String reason) {
    return GypsumException.unauthenticated(reason);
  }
}
