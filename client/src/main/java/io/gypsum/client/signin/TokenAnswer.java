package io.gypsum.client.signin;

import java.time.Duration;
import java.util.Optional;

/** What comes of asking for a token. */
sealed interface TokenAnswer permits TokenAnswer.Granted, Refusal {
  /** @param lifetime empty when GitHub did not say */
  record Granted(SensitiveText token, Optional<Duration> lifetime) implements TokenAnswer {}
}
