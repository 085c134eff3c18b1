package io.gypsum.client.oauth;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** The response of an OAuth endpoint, or the description of an OpenID provider: one flat JSON object whose properties depend on the result. */
final class OAuthResponse {
  /** Larger numbers of a response are replaced with this one, so that adding them to the current time does not overflow. */
  private static final long MAX_SECONDS = Duration.ofDays(36_500).toSeconds();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> seconds = new HashMap<>();

  private OAuthResponse() {}

  static OAuthResponse read(JsonInput in) {
    OAuthResponse response = new OAuthResponse();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "access_token", "refresh_token", "device_code", "user_code", "verification_uri",
            "error", "error_description", "issuer", "authorization_endpoint", "token_endpoint",
            "device_authorization_endpoint" -> response.texts.put(name, in.string());
        case "expires_in", "interval" -> response.seconds.put(name, in.wholeNumber());
        default -> in.skip();
      }
    }
    return response;
  }

  /** @throws MalformedJsonException if the property is missing or empty */
  String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> new MalformedJsonException("property '" + name + "' is missing"));
  }

  /** Returns the property; empty if it is missing or empty. */
  Optional<String> optionalText(String name) {
    return Optional.ofNullable(texts.get(name)).filter(text -> !text.isEmpty());
  }

  /**
   * Returns a URL. Rejects other schemes, since a browser may be asked to open it.
   *
   * @throws MalformedJsonException if the property is missing or is not an HTTP or HTTPS URL
   */
  URI url(String name) {
    String text = text(name);
    if (text.matches("https?://[\\x21-\\x7e]{1,1000}")) {
      try {
        URI url = URI.create(text);
        if (url.getHost() != null && url.getRawFragment() == null) {
          return url;
        }
      } catch (IllegalArgumentException e) {
        throw new MalformedJsonException(
            "property '" + name + "' is not a URL: " + e.getMessage());
      }
    }
    throw new MalformedJsonException("property '" + name + "' is not an HTTP or HTTPS URL");
  }

  Optional<Duration> duration(String name) {
    return Optional.ofNullable(seconds.get(name))
        .map(number -> Duration.ofSeconds(Math.max(0, Math.min(number, MAX_SECONDS))));
  }

  /**
   * Returns the result. A refusal has a property {@code error}; GitHub sends it with status 200.
   *
   * @param provider the name of the provider, for a refusal
   * @param secrets removed from the texts of a refusal
   * @param granted reads the properties of a success
   */
  <T> OAuthResult<T> result(
      String provider, List<SensitiveText> secrets, Function<OAuthResponse, T> granted) {
    String error = texts.get("error");
    return error == null
        ? new OAuthResult.Granted<>(granted.apply(this))
        : OAuthResult.Refused.of(
            provider, error, texts.getOrDefault("error_description", ""), duration("interval"),
            secrets);
  }

  boolean isRefusal() {
    return texts.containsKey("error");
  }
}
