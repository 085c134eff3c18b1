package io.gypsum.client.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;

import io.gypsum.client.oauth.OAuthRequests.TokenGrant;
import io.gypsum.client.signin.SignInPrompt;
import io.gypsum.core.RandomText;

/** Signs in with a browser on this machine, which the provider redirects to a port of this process (RFC 8252). */
final class BrowserFlow {
  private static final int RANDOM_BYTES = 32;

  private final OAuthRequests requests;
  private final SecureRandom random;
  private final Duration timeout;

  /** @param timeout how long the user may take */
  BrowserFlow(OAuthRequests requests, SecureRandom random, Duration timeout) {
    this.requests = requests;
    this.random = random;
    this.timeout = timeout;
  }

  TokenGrant run(SignInPrompt prompt) {
    SensitiveText state = randomText(random);
    Pkce pkce = Pkce.create(random);
    try (CallbackListener listener = CallbackListener.open(state, requests.app().provider())) {
      prompt.openBrowser(requests.authorizePage(listener.address(), state, pkce));
      SensitiveText code = listener.await(timeout).orElseThrow();
      return requests.exchangeCode(listener.address(), code, pkce).orElseThrow();
    }
  }

  private static SensitiveText randomText(SecureRandom random) {
    return new SensitiveText(RandomText.of(random, RANDOM_BYTES));
  }

  /**
   * Proof that the process that exchanges a code is the one that requested it (RFC 7636): the provider receives the hash of the
   * verifier with the request, and the verifier with the code.
   */
  record Pkce(SensitiveText verifier) {
    static final String METHOD = "S256";

    static Pkce create(SecureRandom random) {
      return new Pkce(randomText(random));
    }

    String challenge() {
      try {
        return Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(verifier.value().getBytes(StandardCharsets.US_ASCII)));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("SHA-256 is not available", e);
      }
    }
  }
}
