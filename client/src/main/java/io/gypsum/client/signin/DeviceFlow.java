package io.gypsum.client.signin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.Pause;

/** Signing in with a code that a person enters on any device (RFC 8628). */
final class DeviceFlow {
  /** RFC 8628, 3.5: so much longer is each wait after {@code slow_down}. */
  private static final Duration SLOWER_BY = Duration.ofSeconds(5);

  private final GitHub github;
  private final Clock clock;
  private final Pause pause;

  DeviceFlow(GitHub github, Clock clock, Pause pause) {
    this.github = github;
    this.clock = clock;
    this.pause = pause;
  }

  /** Waits until the person has entered the code, at most for as long as that is good. */
  TokenAnswer.Granted run(GitHubApp app, SignInPrompt prompt) {
    DeviceAnswer answer = github.deviceCode(app);
    if (answer instanceof Refusal refusal) {
      throw refusal.failure();
    }
    DeviceCode code = (DeviceCode) answer;
    Instant end = clock.instant().plus(code.validFor());
    prompt.enterCode(code.userCode(), code.page(), code.validFor());
    return await(app, code, end);
  }

  private TokenAnswer.Granted await(GitHubApp app, DeviceCode code, Instant end) {
    Duration interval = code.interval();
    while (true) {
      sleep(interval, end);
      if (!clock.instant().isBefore(end)) {
        throw Refusal.EXPIRED.failure();
      }
      TokenAnswer answer = github.poll(app, code);
      if (answer instanceof TokenAnswer.Granted granted) {
        return granted;
      }
      Refusal refusal = (Refusal) answer;
      switch (refusal.error()) {
        case "authorization_pending" -> {
          // Once more.
        }
        case "slow_down" -> interval = slower(interval, refusal);
        default -> throw refusal.failure();
      }
    }
  }

  private static Duration slower(Duration interval, Refusal refusal) {
    Duration slower = interval.plus(SLOWER_BY);
    return refusal.interval().filter(asked -> asked.compareTo(slower) > 0).orElse(slower);
  }

  private void sleep(Duration interval, Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    try {
      pause.sleep(interval.compareTo(left) < 0 ? interval : left);
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("sign in", e);
    }
  }
}
