package io.gypsum.client.signin;

import java.util.Optional;

import io.gypsum.client.failure.LocalFileException;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;

/**
 * The identity with which a client sends requests. A sign-in stores an access token in the cache, for all gypsum
 * clients of this operating system user, and this client uses it from then on. Thread-safe; closed together with its
 * client.
 *
 * <pre>{@code
 * Optional<AccessToken> current = gypsum.signIn().accessToken();
 * if (current.isEmpty()) {
 *   throw new IllegalStateException("sign in first: gypsum login");
 * }
 * }</pre>
 */
public interface SignIn {
  /**
   * Returns the token with which a request would currently be sent; empty if there is none. Contacts neither the user nor a
   * server, so the token may have been revoked, and one of an OpenID provider may have expired.
   */
  Optional<AccessToken> accessToken();

  /**
   * Returns the token of {@link #accessToken}, after it was renewed if it was issued by an OpenID provider and has
   * expired. Requests are sent with this token. Of concurrent calls, including those of other processes, one renews the
   * token.
   *
   * @throws RequestFailedException if the provider cannot be reached; the sign-in remains valid
   * @throws GypsumException UNAUTHENTICATED if the provider does not renew the token: the user has to sign in again
   * @throws LocalFileException if the new token cannot be stored
   */
  Optional<AccessToken> freshToken();

  /** Returns where the token of {@link #accessToken} comes from; empty if there is none. */
  Optional<TokenOrigin> tokenOrigin();

  /** Returns whether the token of {@link #accessToken} will be renewed when it has expired, without the user. */
  boolean isRenewable();

  /**
   * Returns the user of the current token, after the server has checked the token. If the server does not offer that, as
   * servers other than gypsum-java, GitHub identifies the user.
   *
   * @throws RequestFailedException UNAUTHENTICATED if the token is not valid
   * @throws GypsumException UNAUTHENTICATED if there is no token; NOT_FOUND if the server does not offer the check, and the
   *     token belongs to a gypsum server's own account or to an OpenID provider, so that it is not sent to GitHub
   */
  ServerUser fetchUser();

  /**
   * Signs in with the provider of the server: with a code, as {@link #deviceFlow}, or in a browser, as {@link #browserFlow}, if
   * the OpenID provider of the server does not offer codes. The token of an OpenID provider is used for this server only, and
   * renewed as long as the provider permits it.
   *
   * @throws GypsumException as {@link #deviceFlow}
   */
  AccessToken defaultFlow(SignInPrompt prompt);

  /**
   * Signs in with a code that a user enters on a page of GitHub, or of the server's OpenID provider, on any device, and waits for
   * completion.
   *
   * @throws RequestFailedException if a request to the server or to the provider fails, or the thread is interrupted, whose
   *     interrupt status is then set
   * @throws GypsumException NOT_FOUND if the server does not support signing in, or its provider does not offer codes; FORBIDDEN
   *     or UNAUTHENTICATED if the user refuses or takes too long, the provider does not allow this kind of sign-in, or the server
   *     does not accept the token; INVALID if the server or its OpenID provider is on another machine and its URL is not https
   * @throws LocalFileException if the token cannot be stored; nothing has changed then
   */
  AccessToken deviceFlow(SignInPrompt prompt);

  /**
   * Signs in on a page of GitHub, or of the server's OpenID provider, in a browser on this machine, and waits up to five minutes
   * for completion.
   *
   * @throws GypsumException as {@link #deviceFlow}
   */
  AccessToken browserFlow(SignInPrompt prompt);

  /**
   * Stores a token that was created at GitHub, after GitHub has identified its owner.
   *
   * @throws RequestFailedException UNAUTHENTICATED if the token is not valid at GitHub
   * @throws GypsumException INVALID if it belongs to a gypsum server's own account, or has the form of a token of an OpenID
   *     provider: such a token is neither sent to GitHub nor stored, since a stored token is sent to every server
   * @throws LocalFileException if the token cannot be stored; nothing has changed then
   */
  AccessToken setAccessToken(String token);

  /**
   * Stores the token of a gypsum server's own account, or of its OpenID provider, after the server has checked it. It is used for this server only, and
   * only while its URL is https or leads to this machine, even if the client may send other tokens unencrypted. It takes
   * precedence over a stored token of GitHub until the user signs in to this server with GitHub.
   *
   * @return the user of the token
   * @throws RequestFailedException UNAUTHENTICATED if the server does not accept the token
   * @throws GypsumException INVALID if the URL of the server is not https and leads to another machine; NOT_FOUND if the server
   *     cannot check tokens
   * @throws LocalFileException if the token cannot be stored; nothing has changed then
   */
  ServerUser setAccountToken(String token);

  /**
   * Deletes the stored tokens that this client would use: that for the server only, and that of GitHub for all
   * gypsum clients of this user. Does not affect tokens from the builder, the environment or {@code gh}, and does not revoke
   * any token.
   *
   * @return whether a token was stored
   */
  boolean forget();
}
