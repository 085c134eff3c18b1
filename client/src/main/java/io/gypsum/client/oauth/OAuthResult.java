package io.gypsum.client.oauth;

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
   * @param provider the name of the provider
   * @param error an error code of OAuth, such as {@code access_denied}
   * @param description a human-readable description; may be empty
   * @param interval how long to wait between two polls from now on; empty if the provider did not send it
   */
  record Refused<T>(
      String provider, String error, String description, Optional<Duration> interval)
      implements
      OAuthResult<T> {
    private static final int MAX_DESCRIPTION_CHARS = 300;

    /** @param secrets removed from the server's texts, which may repeat them */
    static <T> Refused<T> of(
        String provider, String error, String description, Optional<Duration> interval,
        List<SensitiveText> secrets) {
      return new Refused<>(
          provider, Printable.value(SensitiveText.removeAll(secrets, error)),
          Printable.text(SensitiveText.removeAll(secrets, description), MAX_DESCRIPTION_CHARS),
          interval);
    }

    /** Returns the failure for a user who did not act in time. */
    static <T> Refused<T> expired(String provider) {
      return new Refused<>(provider, "expired_token", "", Optional.empty());
    }

    @Override
    public T orElseThrow() {
      throw failure();
    }

    private GypsumException failure() {
      return switch (error) {
        case "access_denied" -> GypsumException.forbidden(
            "cannot sign in: the request was refused at " + provider
                + "; start again to grant it");
        case "expired_token", "token_expired" -> GypsumException.unauthenticated(
            "cannot sign in: the code was not entered in time; start again to get a new one");
        case "device_flow_disabled", "unauthorized_client" -> GypsumException.forbidden(
            "cannot sign in with a code: " + provider
                + " does not allow it for this server; sign in with a browser on this machine, or set"
                + " GYPSUM_TOKEN");
        case "invalid_client" -> GypsumException.unauthenticated(
            "cannot sign in: " + answer()
                + "; an administrator of the gypsum server should register a client without a secret");
        default -> GypsumException.unauthenticated("cannot sign in: " + answer());
      };
    }

    /** Returns the response as a part of a message. */
    String answer() {
      return provider + " answered '" + error + "'"
          + (description.isEmpty() ? "" : ": " + description);
    }

    /** Returns whether the provider does not let this client sign in with codes, even if its description offers them. */
    boolean isDeviceFlowRefused() {
      return switch (error) {
        case "device_flow_disabled", "unauthorized_client", "unsupported_grant_type" -> true;
        default -> false;
      };
    }
  }
}
