package io.gypsum.client.signin;

import java.security.SecureRandom;
import java.time.Duration;

/** Signing in in a browser on this machine (RFC 8252): GitHub leads it back to a port of ours. */
final class BrowserFlow {
  private final GitHub github;
  private final SecureRandom random;
  private final Duration patience;

  /** @param patience how long a person may take */
  BrowserFlow(GitHub github, SecureRandom random, Duration patience) {
    this.github = github;
    this.random = random;
    this.patience = patience;
  }

  TokenAnswer.Granted run(GitHubApp app, SignInPrompt prompt) {
    SensitiveText state = Pkce.unguessable(random);
    Pkce pkce = Pkce.random(random);
    try (RedirectListener listener = RedirectListener.open(state)) {
      prompt.openBrowser(github.authorizePage(app, listener.address(), state, pkce));
      Redirect redirect = listener.await(patience);
      if (redirect instanceof Refusal refusal) {
        throw refusal.failure();
      }
      SensitiveText code = ((Redirect.Code) redirect).code();
      TokenAnswer answer = github.exchange(app, listener.address(), code, pkce);
      if (answer instanceof Refusal refusal) {
        throw refusal.failure();
      }
      return (TokenAnswer.Granted) answer;
    }
  }
}
