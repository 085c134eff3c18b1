package io.gypsum.client.signin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What a browser brings from GitHub. */
sealed interface Redirect permits Redirect.Code, Refusal {
  /** What the token can be had for. */
  record Code(SensitiveText code) implements Redirect {}

  /**
   * What a query says.
   *
   * @param state what GitHub was told to say, so that nobody else can
   * @return empty when it is not GitHub's, or says nothing
   */
  static Optional<Redirect> read(@Nullable String query, SensitiveText state) {
    Map<String, String> parameters = parameters(query);
    if (!isSame(parameters.getOrDefault("state", ""), state)) {
      return Optional.empty();
    }
    String error = parameters.get("error");
    if (error != null) {
      return Optional.of(
          Refusal.of(
              error, parameters.getOrDefault("error_description", ""), Optional.empty(),
              List.of(state)));
    }
    String code = parameters.getOrDefault("code", "");
    return code.isEmpty() ? Optional.empty() : Optional.of(new Code(new SensitiveText(code)));
  }

  /** None when the query is malformed, or says one thing twice. */
  private static Map<String, String> parameters(@Nullable String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String part : query == null ? new String[0] : query.split("&")) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        return Map.of();
      }
      try {
        String value = URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8);
        if (parameters.put(part.substring(0, equals), value) != null) {
          return Map.of();
        }
      } catch (IllegalArgumentException e) {
        return Map.of();
      }
    }
    return parameters;
  }

  /** Takes as long wherever the first difference is, so that the time does not tell how much was right. */
  private static boolean isSame(String text, SensitiveText secret) {
    return MessageDigest.isEqual(
        text.getBytes(StandardCharsets.UTF_8), secret.value().getBytes(StandardCharsets.UTF_8));
  }
}
