package io.gypsum.client.oauth;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import io.gypsum.client.cache.FileMutex;
import io.gypsum.client.cache.ProcessLock;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.HttpTransport;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.oauth.OAuthRequests.TokenGrant;
import io.gypsum.client.oauth.SavedToken.Renewal;
import io.gypsum.client.signin.AccessToken;
import io.gypsum.core.GypsumException;

/**
 * Renews expired tokens of an OpenID provider. Many providers accept a refresh token only once, and end the session when it is
 * sent again. So of all threads and processes that need a token only one renews it, under a lock, and the others find its
 * result in the file. Threads may hold other locks of the cache meanwhile, since no other lock is acquired under this one.
 *
 * @param server the gypsum server for which the tokens are
 */
record TokenRenewal(HttpTransport http, ServerUrl server, TokenFile file, Clock clock) {
  /**
   * Returns the token of the file, after it was renewed if it has expired. If the user signs out meanwhile, the file stays
   * deleted.
   *
   * @throws GypsumException UNAUTHENTICATED if the user has to sign in again
   */
  SavedToken renew() {
    try (FileMutex threads = FileMutex.acquire(file.lock());
        ProcessLock processes = ProcessLock.acquire(file.lock())) {
      SavedToken saved =
          file.readSaved().orElseThrow(() -> signInAgain("the saved token was deleted"));
      return saved.token().isExpired(clock.instant()) ? renew(saved) : saved;
    } catch (InterruptedException e) {
      throw HttpErrors.interrupted("renew the access token", e);
    }
  }

  private SavedToken renew(SavedToken saved) {
    Renewal renewal =
        saved.renewal()
            .filter(Renewal::isPossible)
            .orElseThrow(() -> signInAgain("the access token has expired"));
    SignInApp app =
        new OpenIdClient(http).app(renewal.issuer(), renewal.clientId(), "");
    Instant start = clock.instant();
    OAuthResult<TokenGrant> result = new OAuthRequests(http, app).renew(renewal.refreshToken());
    if (result instanceof OAuthResult.Refused<TokenGrant> refused) {
      throw signInAgain(refused.answer());
    }
    SavedToken renewed = renewed(saved.token(), renewal, result.orElseThrow(), start);
    // Unless the user has signed out or in again.
    if (file.readSaved().equals(Optional.of(saved))) {
      file.write(renewed);
    }
    return renewed;
  }

  private static SavedToken renewed(
      AccessToken old, Renewal renewal, TokenGrant grant, Instant start) {
    return new SavedToken(
        new AccessToken(
            grant.token().value(), old.login(), grant.lifetime().map(start::plus)),
        Optional.of(
            new Renewal(
                renewal.issuer(), renewal.clientId(),
                grant.refreshToken().orElse(renewal.refreshToken()))));
  }

  private GypsumException signInAgain(String reason) {
    return GypsumException.unauthenticated(
        "cannot renew the access token for '" + server + "': " + reason
            + "; run 'gypsum login' again");
  }
}
