package io.gypsum.client.github;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** The response of a GitHub OAuth endpoint: one flat JSON object whose properties depend on the result. */
final class OAuthResponse {
  /** Limits what a server can send, so that adding it to the current time never overflows. */
  private static final long MAX_SECONDS = Duration.ofDays(36_500).toSeconds();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> seconds = new HashMap<>();

  private OAuthResponse() {}

  static OAuthResponse read(JsonInput in) {
    OAuthResponse response = new OAuthResponse();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "access_token", "device_code", "user_code", "verification_uri", "error",
            "error_description" -> response.texts.put(name, in.string());
        case "expires_in", "interval" -> response.seconds.put(name, in.wholeNumber());
        default -> in.skip();
      }
    }
    return response;
  }

  /** @throws MalformedJsonException if the property is missing or empty */
  String text(String name) {
    String text = texts.get(name);
    if (text == null || text.isEmpty()) {
      throw new MalformedJsonException("property '" + name + "' is missing");
    }
    return text;
  }

  Optional<Duration> duration(String name) {
    return Optional.ofNullable(seconds.get(name))
        .map(number -> Duration.ofSeconds(Math.max(0, Math.min(number, MAX_SECONDS))));
  }

  /**
   * Returns the result. GitHub reports a refusal with status 200 and a property {@code error}.
   *
   * @param secrets removed from the texts of a refusal
   * @param granted reads the properties of a success
   */
  <T> OAuthResult<T> result(List<SensitiveText> secrets, Function<OAuthResponse, T> granted) {
    String error = texts.get("error");
    return error == null
        ? new OAuthResult.Granted<>(granted.apply(this))
        : OAuthResult.Refused.of(
            error, texts.getOrDefault("error_description", ""), duration("interval"), secrets);
  }
}
