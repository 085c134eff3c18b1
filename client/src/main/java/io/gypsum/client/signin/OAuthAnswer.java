package io.gypsum.client.signin;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.gypsum.core.json.JsonInput;
import io.gypsum.core.json.MalformedJsonException;

/** What GitHub's OAuth addresses answer: one flat object, whose properties depend on what happened. */
final class OAuthAnswer {
  /** Longer than anything lasts; so that adding it to a time is always possible. */
  private static final long MAX_SECONDS = Duration.ofDays(36_500).toSeconds();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Long> seconds = new HashMap<>();

  private OAuthAnswer() {}

  static OAuthAnswer read(JsonInput in) {
    OAuthAnswer answer = new OAuthAnswer();
    in.beginObject();
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      switch (name) {
        case "access_token", "device_code", "user_code", "verification_uri", "error",
            "error_description" -> answer.texts.put(name, in.string());
        case "expires_in", "interval" -> answer.seconds.put(name, in.wholeNumber());
        default -> in.skip();
      }
    }
    return answer;
  }

  /** @throws MalformedJsonException when there is none */
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

  /** Why it was refused, without {@code secrets}; GitHub says so with status 200. Empty when it was not. */
  Optional<Refusal> refusal(List<SensitiveText> secrets) {
    return Optional.ofNullable(texts.get("error"))
        .map(
            error -> Refusal.of(
                error, texts.getOrDefault("error_description", ""), duration("interval"),
                secrets));
  }
}
