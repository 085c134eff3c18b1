package io.gypsum.server.api;

import java.util.function.Supplier;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.User;
import io.gypsum.server.http.Exchange;
import io.gypsum.server.identity.Identity;
import io.gypsum.server.limit.ClientAddress;
import io.gypsum.server.limit.ClientLimits;

/**
 * Identifies the users of requests, within the limits of their address and of the user. An address that has sent too many
 * invalid tokens can still use tokens that this server knows to be valid: other users may share the address.
 */
public record LimitedSignIn(Identity identity, ClientLimits limits) {
  /**
   * Returns the user who sent the request.
   *
   * @throws GypsumException UNAUTHENTICATED when the request has no valid token, UNAVAILABLE or BUSY when the token cannot
   *     be checked now
   * @throws io.gypsum.server.limit.TooManyRequestsException over a limit
   */
  User user(Exchange exchange) {
    return user(exchange, exchange.bearerToken());
  }

  /**
   * Returns the user of a token that was not sent in the header {@code Authorization}.
   *
   * @throws GypsumException as {@link #user(Exchange)}
   */
  public User user(Exchange exchange, String token) {
    ClientAddress client = exchange.clientAddress();
    User user = identify(token, client);
    countRequest(exchange, user);
    return user;
  }

  /**
   * Counts a request of a user who was identified otherwise.
   *
   * @throws io.gypsum.server.limit.TooManyRequestsException over a limit
   */
  public void countRequest(Exchange exchange, User user) {
    limits.countRequest(exchange.clientAddress(), user.login(), exchange.isRead());
  }

  /** Returns the user to whom a token belongs, and counts invalid ones; throws as {@link #user(Exchange)}. */
  public User identify(String token, ClientAddress client) {
    if (!identity.asksProvider(token)) {
      try {
        return identity.identify(token);
      } catch (GypsumException e) {
        if (isRefusal(e)) {
          limits.countFailedSignIn(client);
        }
        throw e;
      }
    }
    return counted(client, () -> identity.identify(token));
  }

  /**
   * Calls an identity provider to check a credential that a client sent, and returns the result. A refused credential
   * counts as an invalid token.
   *
   * @throws GypsumException as {@code call}
   * @throws io.gypsum.server.limit.TooManyRequestsException over the limit, before the provider is asked
   */
  public <T> T counted(ClientAddress client, Supplier<T> call) {
    // Counted before the provider is asked, so that concurrent requests cannot exceed the limit.
    limits.countFailedSignIn(client);
    boolean isRefused = false;
    try {
      return call.get();
    } catch (GypsumException e) {
      isRefused = isRefusal(e);
      throw e;
    } finally {
      if (!isRefused) {
        limits.forgetFailedSignIn(client);
      }
    }
  }

  private static boolean isRefusal(GypsumException failure) {
    return failure.kind() == GypsumException.Kind.UNAUTHENTICATED;
  }
}
