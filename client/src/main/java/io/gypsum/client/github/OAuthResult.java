package io.gypsum.client.github;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/** The result of one step of an OAuth sign-in. */
sealed interface OAuthResult<T> permits OAuthResult.Granted, OAuthResult.Refused {
  /** Returns the granted value. */
  T orElseThrow();

  /** The step succeeded. */
  record Granted<T>(T value) implements OAuthResult<T> {
    @Override
    public T orElseThrow() {
      return value;
    }
  }

  /**
   * The step failed, or the user has not acted yet.
   *
   * @param error an error code of OAuth, such as {@code access_denied}
   * @param description a human-readable description; may be empty
   * @param interval how long to wait between two polls from now on; empty if GitHub did not send it
   */
  record Refused<T>(String error, String description, Optional<Duration> interval)
      implements
      OAuthResult<T> {
    private static final int MAX_DESCRIPTION_CHARS = 300;

    /** @param secrets removed from the server's texts, which may repeat them */
    static <T> Refused<T> of(
        String error, String description, Optional<Duration> interval,
        List<SensitiveText> secrets) {
      return new Refused<>(
          Printable.value(SensitiveText.removeAll(secrets, error)),
          Printable.text(SensitiveText.removeAll(secrets, description), MAX_DESCRIPTION_CHARS),
          interval);
    }

    /** Returns the failure for a user who did not act in time. */
    static <T> Refused<T> expired() {
      return new Refused<>("expired_token", "", Optional.empty());
    }

    @Override
    public T orElseThrow() {
      throw failure();
    }

    private GypsumException failure() {
      return switch (error) {
        case "access_denied" -> GypsumException.forbidden(
            "cannot sign in: the request was refused at GitHub; start again to grant it");
        case "expired_token", "token_expired" -> GypsumException.unauthenticated(
            "cannot sign in: the code was not entered in time; start again to get a new one");
        case "device_flow_disabled", "unauthorized_client" -> GypsumException.forbidden(
            "cannot sign in with a code: this server's GitHub app does not allow it; sign in with a"
                + " browser on this machine, or set GYPSUM_TOKEN");
        default -> GypsumException.unauthenticated(
            "cannot sign in: GitHub answered '" + error + "'"
                + (description.isEmpty() ? "" : ": " + description));
      };
    }
  }
}
