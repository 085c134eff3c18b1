package io.gypsum.client.oauth;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.oauth.OAuthRequests.TokenGrant;
import io.gypsum.client.signin.SignInPrompt;
import io.gypsum.core.concurrent.Sleeper;
import io.gypsum.core.json.MalformedJsonException;

/** Signs in with a code that the user enters on any device (RFC 8628). */
final class DeviceFlow {
  /** Increase of the polling interval after {@code slow_down} (RFC 8628, section 3.5). */
  private static final Duration SLOW_DOWN_INCREMENT = Duration.ofSeconds(5);

  private final OAuthRequests requests;
  private final BrowserFlow.Pkce pkce;
  private final Clock clock;
  private final Sleeper sleeper;

  /** @param pkce of one sign-in */
  DeviceFlow(OAuthRequests requests, BrowserFlow.Pkce pkce, Clock clock, Sleeper sleeper) {
    this.requests = requests;
    this.pkce = pkce;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  /**
   * A code that the user has to enter (RFC 8628, section 3.2).
   *
   * @param deviceCode identifies this sign-in when polling for its token
   * @param userCode what the user enters; visible ASCII characters
   * @param page where the user enters it; an HTTP or HTTPS URL
   */
  record DeviceCode(
      SensitiveText deviceCode,
      String userCode,
      URI page,
      Duration validFor,
      Duration interval) {
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    /** GitHub's codes are valid for 15 minutes. */
    private static final Duration MAX_VALIDITY = Duration.ofHours(1);
    private static final int MAX_USER_CODE_CHARS = 100;

    /** @throws MalformedJsonException if a property is missing or cannot be safely shown to a user */
    static DeviceCode from(OAuthResponse response) {
      return new DeviceCode(
          new SensitiveText(response.text("device_code")),
          requireVisible(response.text("user_code")), response.url("verification_uri"),
          min(response.duration("expires_in").orElse(MAX_VALIDITY), MAX_VALIDITY),
          max(response.duration("interval").orElse(DEFAULT_INTERVAL), MIN_INTERVAL));
    }

    /** Rejects control characters, which a terminal would interpret. */
    private static String requireVisible(String userCode) {
      if (userCode.length() > MAX_USER_CODE_CHARS
          || !userCode.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new MalformedJsonException(
            "the user code is too long or contains invisible characters");
      }
      return userCode;
    }

    private static Duration min(Duration a, Duration b) {
      return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
      return a.compareTo(b) > 0 ? a : b;
    }
  }

  /** Requests a code, which is valid from now on. */
  OAuthResult<DeviceCode> request() {
    return requests.requestDeviceCode(pkce);
  }

  /** Waits until the user has entered the code, at most as long as it is valid. */
  TokenGrant run(DeviceCode code, SignInPrompt prompt) {
    Instant end = clock.instant().plus(code.validFor());
    prompt.enterCode(code.userCode(), code.page(), code.validFor());
    return poll(code, end);
  }

  private TokenGrant poll(DeviceCode code, Instant end) {
    Duration interval = code.interval();
    while (true) {
      sleep(interval, end);
      OAuthResult<TokenGrant> result =
          clock.instant().isBefore(end)
              ? requests.pollToken(code, pkce)
              : OAuthResult.Refused.expired(requests.app().provider());
      if (!(result instanceof OAuthResult.Refused<TokenGrant> refused)) {
        return result.orElseThrow();
      }
      switch (refused.error()) {
        case "authorization_pending" -> {
          // The user has not entered the code yet.
        }
        case "slow_down" -> interval = slower(interval, refused);
        default -> refused.orElseThrow();
      }
    }
  }

  private static Duration slower(Duration interval, OAuthResult.Refused<?> refused) {
    Duration slower = interval.plus(SLOW_DOWN_INCREMENT);
    return refused.interval().filter(requested -> requested.compareTo(slower) > 0).orElse(slower);
  }

  private void sleep(Duration interval, Instant end) {
    Duration remaining = Duration.between(clock.instant(), end);
    sleeper.sleep(
        interval.compareTo(remaining) < 0 ? interval : remaining,
        cause -> HttpErrors.interrupted("sign in", cause));
  }
}
