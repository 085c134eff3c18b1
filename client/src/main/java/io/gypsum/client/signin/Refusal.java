package io.gypsum.client.signin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;

/**
 * A step of OAuth that did not succeed, or not yet.
 *
 * @param error one of OAuth's words, such as {@code access_denied}
 * @param description for people; may be empty
 * @param interval how long to wait from now on between two questions, when GitHub says so
 */
record Refusal(String error, String description, Optional<Duration> interval)
    implements
    DeviceAnswer,
    Redirect,
    TokenAnswer {
  /** The person took too long. */
  static final Refusal EXPIRED = new Refusal("expired_token", "", Optional.empty());

  private static final int DESCRIPTION_CHARS = 300;

  /** @param secrets what a server may have repeated and nobody may see */
  static Refusal of(
      String error, String description, Optional<Duration> interval, List<SensitiveText> secrets) {
    return new Refusal(
        Printable.value(without(secrets, error)),
        Printable.text(without(secrets, description), DESCRIPTION_CHARS), interval);
  }

  static String without(List<SensitiveText> secrets, String text) {
    String shown = text;
    for (SensitiveText secret : secrets) {
      shown = secret.removedFrom(shown);
    }
    return shown;
  }

  /** For a refusal that is final. */
  GypsumException failure() {
    return switch (error) {
      case "access_denied" -> GypsumException.forbidden(
          "cannot sign in: it was refused at GitHub; start again to change your mind");
      case "expired_token", "token_expired" -> GypsumException.unauthenticated(
          "cannot sign in: the code was not entered in time; start again to get a new one");
      case "device_flow_disabled", "unauthorized_client" -> GypsumException.forbidden(
          "cannot sign in with a code: this server's app at GitHub is not set up for that;"
              + " sign in in a browser on this machine, or set GYPSUM_TOKEN");
      default -> GypsumException.unauthenticated(
          "cannot sign in: GitHub answered '" + error + "'"
              + (description.isEmpty() ? "" : ": " + description));
    };
  }
}
