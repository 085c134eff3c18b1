package io.gypsum.client.signin;

import java.net.URI;
import java.time.Duration;

import io.gypsum.core.json.MalformedJsonException;

/**
 * A sign-in that waits for a person to enter a code (RFC 8628, 3.2).
 *
 * @param deviceCode what the token can be had for once that is done
 * @param userCode what the person enters: visible ASCII
 * @param page where: an http or https address
 */
record DeviceCode(
    SensitiveText deviceCode,
    String userCode,
    URI page,
    Duration validFor,
    Duration interval) implements DeviceAnswer {
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SHORTEST_INTERVAL = Duration.ofSeconds(1);
  /** GitHub's are good for 15 minutes; nobody waits for longer than this. */
  private static final Duration LONGEST_VALIDITY = Duration.ofHours(1);

  /** @throws MalformedJsonException when something is missing, or not fit to be shown to a person */
  static DeviceCode from(OAuthAnswer answer) {
    return new DeviceCode(
        new SensitiveText(answer.text("device_code")), visible(answer.text("user_code")),
        page(answer.text("verification_uri")),
        min(answer.duration("expires_in").orElse(LONGEST_VALIDITY), LONGEST_VALIDITY),
        max(answer.duration("interval").orElse(DEFAULT_INTERVAL), SHORTEST_INTERVAL));
  }

  /** A terminal obeys control characters. */
  private static String visible(String userCode) {
    if (userCode.length() > 100 || !userCode.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new MalformedJsonException("the user code is not one");
    }
    return userCode;
  }

  /** A browser may be told to open it, and it opens much. */
  private static URI page(String text) {
    if (!text.matches("https?://[\\x21-\\x7e]{1,1000}")) {
      throw new MalformedJsonException("the page is not an http or https address");
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("the page is not an address: " + e.getMessage());
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }
}
