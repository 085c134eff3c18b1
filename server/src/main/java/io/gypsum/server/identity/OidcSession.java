package io.gypsum.server.identity;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.JsonOutput;
import io.gypsum.core.json.JsonType;
import io.gypsum.core.json.MalformedJsonException;
import io.gypsum.core.json.RecordCodec;
import io.gypsum.core.json.RecordCodec.Property;
import org.jspecify.annotations.Nullable;

/**
 * What a session of a page contains about a user of an OpenID Connect provider: the result of the last check, and the token for the
 * next one. It is trusted, because only the server can encrypt sessions.
 *
 * @param subject the user at the provider
 * @param tokenGroups when a token last contained the groups; null if the userinfo endpoint returns them
 * @param checked when the provider last confirmed the user
 */
record OidcSession(
    String subject, String login, Set<String> groups, @Nullable Instant tokenGroups,
    Instant checked, ProviderToken token) {
  /** Begins with a space, as no access token does. */
  private static final String START = " oidc ";

  private static final RecordCodec<OidcSession> CODEC =
      RecordCodec.of(
          Property.required("sub", JsonType.STRING, OidcSession::subject),
          Property.required("login", JsonType.STRING, OidcSession::login),
          Property.required(
              "groups", JsonType.array(JsonType.STRING),
              session -> session.groups.stream().sorted().toList()),
          Property.optional("token_groups", JsonType.EPOCH_SECONDS, OidcSession::tokenGroups),
          Property.required("checked", JsonType.EPOCH_SECONDS, OidcSession::checked),
          Property.required(
              "token", JsonType.STRING.as(ProviderToken::parse, ProviderToken::coded),
              OidcSession::token),
          OidcSession::of);

  /** How the provider confirms the user again. */
  enum TokenKind {
    /** Exchanged for new tokens. */
    REFRESH,
    /** Sent to the userinfo endpoint, until it expires. */
    ACCESS;
  }

  /** A token of the provider. */
  record ProviderToken(TokenKind kind, String text) {
    private static ProviderToken parse(String coded) {
      TokenKind kind =
          switch (coded.isEmpty() ? ' ' : coded.charAt(0)) {
            case 'r' -> TokenKind.REFRESH;
            case 'a' -> TokenKind.ACCESS;
            default -> throw GypsumException.invalid("unknown kind of token");
          };
      return new ProviderToken(kind, coded.substring(1));
    }

    /** A single letter, because the size of a cookie is limited. */
    private String coded() {
      return (kind == TokenKind.REFRESH ? "r" : "a") + text;
    }

    @Override
    public String toString() {
      return "(token)";
    }
  }

  OidcSession {
    groups = Set.copyOf(groups);
  }

  private static OidcSession of(
      String subject, String login, List<String> groups, @Nullable Instant tokenGroups,
      Instant checked, ProviderToken token) {
    return new OidcSession(subject, login, Set.copyOf(groups), tokenGroups, checked, token);
  }

  User user() {
    return new User(login, groups, false);
  }

  String text() {
    return START
        + new String(JsonOutput.bytes(out -> CODEC.write(this, out)), StandardCharsets.UTF_8);
  }

  /** Returns empty for another text, such as an access token with which a person signed in. */
  static Optional<OidcSession> parse(String text) {
    if (!text.startsWith(START)) {
      return Optional.empty();
    }
    byte[] document = text.substring(START.length()).getBytes(StandardCharsets.UTF_8);
    try {
      return Optional.of(JsonInput.read(document, CODEC::read));
    } catch (MalformedJsonException | GypsumException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "session of '" + login + "'";
  }
}
