package io.gypsum.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Loopback;
import org.jspecify.annotations.Nullable;

/**
 * How to use an OpenID Connect provider.
 *
 * @param audiences accepted in the claim {@code aud} of tokens; empty to accept the tokens that were issued to {@code client}
 * @param scopes requested at sign-in, with {@code openid}
 */
public record OidcSettings(
    Provider provider, Client client, Set<String> audiences, List<String> scopes, Claims claims,
    OpaqueTokens opaqueTokens) {

  static final Option<String> ISSUER =
      Option.single(
          "oidc-issuer", "URL", null, OidcSettings::parseIssuer,
          "Issuer of the OpenID Connect provider, exactly as in its tokens, such as"
              + " https://HOST/realms/REALM for Keycloak.");
  static final Option<String> NAME =
      Option.single(
          "oidc-name", "NAME", null, OidcSettings::parseName,
          "Name of the provider on the sign-in page, such as LS Login; default: the host of the"
              + " issuer.");
  static final Option<String> CLIENT_ID =
      Option.single(
          "oidc-client-id", "ID", null, OptionParsers::text,
          "Client ID with which this server is registered at the provider.");
  static final Option<SecretText> CLIENT_SECRET =
      Option.secret(
          "oidc-client-secret",
          "Client secret of oidc-client-id; never published. Without one the client is a public"
              + " client.");
  static final Option<String> LOGIN_CLIENT_ID =
      Option.single(
          "oidc-login-client-id", "ID", null, OptionParsers::text,
          "Client ID of the public client with which 'gypsum login' signs in; default:"
              + " oidc-client-id if it has no secret.");
  static final Option<Set<String>> AUDIENCE =
      new Option<>(
          "oidc-audience", "AUDIENCE", null, Option.Use.LIST, (given, others) -> parseList(given),
          "Audience that access tokens must have; default: tokens issued to the client IDs. May be"
              + " given several times, or as a list separated by commas.");
  static final Option<List<String>> SCOPES =
      Option.single(
          "oidc-scopes", "SCOPES", "openid profile", OidcSettings::parseScopes,
          "Scopes requested at sign-in, separated by spaces.");
  static final Option<String> LOGIN_CLAIM =
      Option.single(
          "oidc-login-claim", "CLAIM", "preferred_username", OidcSettings::parseLoginClaim,
          "Claim with the login of a user: unique, and users cannot change it themselves.");
  static final Option<String> GROUPS_CLAIM =
      Option.single(
          "oidc-groups-claim", "CLAIM", "groups", OptionParsers::text,
          "Claim with the groups of a user, which act as organizations; a path such as"
              + " realm_access.roles is possible.");
  static final Option<String> GROUP_PREFIX =
      Option.single(
          "oidc-group-prefix", "TEXT", "group:", OidcSettings::parseGroupPrefix,
          "Text that precedes the names of groups in permissions and in admin, so that no login"
              + " can be equal to a group.");
  static final Option<String> GROUP_FILTER =
      Option.single(
          "oidc-group-filter", "TEXT", null, OptionParsers::text,
          "Use only the groups whose names at the provider start with this text.");
  static final Option<OpaqueTokens> OPAQUE_TOKENS =
      Option.single(
          "oidc-opaque-tokens", "introspect|userinfo", "introspect", OidcSettings::parseOpaque,
          "How to check access tokens that are not JWTs: introspect (requires oidc-client-secret),"
              + " or userinfo, which also accepts tokens that were issued to other applications.");

  static final List<Option<?>> ALL =
      List.of(
          ISSUER, NAME, CLIENT_ID, CLIENT_SECRET, LOGIN_CLIENT_ID, AUDIENCE, SCOPES, LOGIN_CLAIM,
          GROUPS_CLAIM, GROUP_PREFIX, GROUP_FILTER, OPAQUE_TOKENS);

  /** Claims that users can edit themselves, or that are not unique: a user could take the login of another one. */
  private static final Set<String> UNSAFE_LOGIN_CLAIMS =
      Set.of(
          "name", "given_name", "family_name", "middle_name", "nickname", "profile", "picture",
          "website", "gender", "birthdate", "zoneinfo", "locale", "phone_number", "address");
  private static final int MAX_NAME_CHARACTERS = 40;
  private static final String ENTRA_HOST = "login.microsoftonline.com";
  /** Issuers of Entra ID for users of any tenant, whose administrators choose the claims of their users. */
  private static final List<String> ENTRA_MULTI_TENANT =
      List.of("common", "organizations", "consumers");

  /**
   * The provider.
   *
   * @param issuer its identifier, exactly as it occurs in its tokens; a trailing slash is a part of it
   * @param label its name for people
   */
  public record Provider(String issuer, String label) {}

  /**
   * The registration at the provider.
   *
   * @param secret null for a public client
   * @param loginId the public client of {@code gypsum login}; null if it has none of its own
   */
  public record Client(String id, @Nullable SecretText secret, @Nullable String loginId) {}

  /**
   * Where tokens contain what this server needs.
   *
   * @param login name of the claim with the login
   * @param groups name or path of the claim with the groups
   * @param groupPrefix precedes the name of each group; not empty
   * @param groupFilter the beginning of the groups that are used; empty for all
   */
  public record Claims(String login, String groups, String groupPrefix, String groupFilter) {}

  /** How an access token that is not a JWT is checked. */
  public enum OpaqueTokens {
    /** At the introspection endpoint, which also returns the client to which the token was issued. */
    INTROSPECT,
    /** At the userinfo endpoint, which accepts the tokens of all clients of the provider. */
    USERINFO
  }

  public OidcSettings {
    audiences = Set.copyOf(audiences);
    scopes = List.copyOf(scopes);
  }

  public String issuer() {
    return provider.issuer();
  }

  /** Returns the client with which commands sign in; null if the only client has a secret, which commands cannot keep. */
  public @Nullable String loginClientId() {
    if (client.loginId() != null) {
      return client.loginId();
    }
    return client.secret() == null ? client.id() : null;
  }

  /** Returns whether {@code clientId} is a registration of this server or of its commands. */
  public boolean isOwnClient(String clientId) {
    return clientId.equals(client.id()) || clientId.equals(client.loginId());
  }

  /**
   * Returns the settings if a provider is given; null otherwise.
   *
   * @throws GypsumException INVALID when an option is invalid or the client has no ID
   */
  static @Nullable OidcSettings read(OptionValues values) {
    if (!values.areGiven(ISSUER, CLIENT_ID)) {
      requireNoSecretAlone(values);
      return null;
    }
    String issuer = values.get(ISSUER);
    if (!values.isGiven(LOGIN_CLAIM) && isEntra(issuer)) {
      throw GypsumException.invalid(
          "'oidc-login-claim' is required for Entra ID, whose 'preferred_username' can change: set it to"
              + " 'oid', or to a claim that only your administrators can change, such as 'upn'");
    }
    String filter = values.getOrNull(GROUP_FILTER);
    String name = values.getOrNull(NAME);
    return new OidcSettings(
        new Provider(issuer, name == null ? uri(issuer).getHost() : name),
        new Client(
            values.get(CLIENT_ID), values.getOrNull(CLIENT_SECRET),
            values.getOrNull(LOGIN_CLIENT_ID)),
        values.get(AUDIENCE), values.get(SCOPES),
        new Claims(
            values.get(LOGIN_CLAIM), values.get(GROUPS_CLAIM), values.get(GROUP_PREFIX),
            filter == null ? "" : filter),
        values.get(OPAQUE_TOKENS));
  }

  private static void requireNoSecretAlone(OptionValues values) {
    if (values.isGiven(CLIENT_SECRET)) {
      values.areGiven(CLIENT_SECRET, ISSUER, CLIENT_ID);
    }
  }

  private static String parseIssuer(GivenValue given) {
    String text = OptionParsers.text(given);
    var _ = OptionParsers.url(given);
    URI issuer = uri(text);
    if (!Loopback.isConfidential(issuer)) {
      throw given.expected("a URL with https; http is possible only for this machine");
    }
    String path = issuer.getRawPath();
    if (isEntra(text)
        && ENTRA_MULTI_TENANT.stream().anyMatch(name -> path.startsWith("/" + name))) {
      throw given.expected(
          "the issuer of one tenant: https://" + ENTRA_HOST + "/TENANT-ID/v2.0");
    }
    return text;
  }

  private static String parseName(GivenValue given) {
    String name = OptionParsers.text(given);
    if (name.length() > MAX_NAME_CHARACTERS) {
      throw given.expected("at most " + MAX_NAME_CHARACTERS + " characters");
    }
    return name;
  }

  private static boolean isEntra(String issuer) {
    return ENTRA_HOST.equalsIgnoreCase(uri(issuer).getHost());
  }

  private static URI uri(String valid) {
    try {
      return new URI(valid);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the URL was not checked: " + valid, e);
    }
  }

  private static Set<String> parseList(List<GivenValue> given) {
    Set<String> items = new TreeSet<>();
    for (GivenValue list : given) {
      for (String item : OptionParsers.text(list).split(",", -1)) {
        if (item.isBlank()) {
          throw list.expected("one or more audiences, separated by single commas");
        }
        items.add(item.strip());
      }
    }
    return items;
  }

  private static List<String> parseScopes(GivenValue given) {
    Set<String> scopes = new LinkedHashSet<>();
    Arrays.stream(OptionParsers.text(given).split(" ", -1))
        .filter(s -> !s.isEmpty())
        .forEach(scopes::add);
    if (!scopes.contains("openid") || !given.text().chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw given.expected("scopes separated by spaces, one of them 'openid'");
    }
    return List.copyOf(scopes);
  }

  private static String parseLoginClaim(GivenValue given) {
    String claim = OptionParsers.text(given);
    if (UNSAFE_LOGIN_CLAIMS.contains(claim)) {
      throw given.expected(
          "a claim that is unique and that users cannot edit, such as preferred_username (Keycloak), oid (Entra ID),"
              + " sub, or email, which must then be verified");
    }
    return claim;
  }

  private static String parseGroupPrefix(GivenValue given) {
    String prefix = OptionParsers.text(given);
    if (prefix.length() > 20 || !prefix.equals(prefix.strip())
        || prefix.chars().anyMatch(c -> c <= ' ' || c > '~' || c == '/' || c == ',')) {
      throw given.expected("1 to 20 visible ASCII characters without '/' and ','");
    }
    return prefix;
  }

  private static OpaqueTokens parseOpaque(GivenValue given) {
    return switch (given.text()) {
      case "introspect" -> OpaqueTokens.INTROSPECT;
      case "userinfo" -> OpaqueTokens.USERINFO;
      default -> throw given.expected("introspect or userinfo");
    };
  }
}
