package io.gypsum.client.signin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.gypsum.client.http.BearerToken;
import io.gypsum.core.GypsumException;

/**
 * How the cache spells a token, for the R and Python clients too: token, login and expiry (Unix seconds, or {@code inf}),
 * a line each.
 */
final class TokenText {
  private static final String NEVER = "inf";

  private TokenText() {}

  static String of(AccessToken token) {
    String expiry =
        token.expiry().map(time -> Long.toString(time.getEpochSecond())).orElse(NEVER);
    return token.token() + "\n" + token.login().orElse("") + "\n" + expiry + "\n";
  }

  /** Empty when this is not how a token is spelt. */
  static Optional<AccessToken> parse(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    // R ends the last line, Python does not.
    if (lines.size() != 3 || !isToken(lines.get(0))) {
      return Optional.empty();
    }
    Optional<String> login = Optional.of(lines.get(1)).filter(name -> !name.isEmpty());
    return expiry(lines.get(2)).map(time -> new AccessToken(lines.get(0), login, time.when()));
  }

  private record Expiry(Optional<Instant> when) {}

  private static Optional<Expiry> expiry(String text) {
    if (text.equalsIgnoreCase(NEVER)) {
      return Optional.of(new Expiry(Optional.empty()));
    }
    try {
      double seconds = Double.parseDouble(text);
      return Double.isNaN(seconds)
          ? Optional.empty()
          : Optional.of(new Expiry(Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code text} can be a token. */
  static boolean isToken(String text) {
    try {
      return !BearerToken.of(text).toString().isEmpty();
    } catch (GypsumException e) {
      return false;
    }
  }
}
