package io.gypsum.client.signin;

/**
 * Where the access token of a client comes from.
 *
 * <pre>{@code
 * boolean isSaved = gypsum.signIn().tokenOrigin().filter(TokenOrigin::isSaved).isPresent();
 * }</pre>
 */
public enum TokenOrigin {
  /** The program passed the token to the builder of the client. */
  PROGRAM,
  /** The environment variable {@code GYPSUM_TOKEN}. */
  ENVIRONMENT,
  /** Saved for this server only, see {@link SignIn#setAccountToken}. */
  ACCOUNT,
  /** Saved for this server only when the user signed in with the OpenID provider of the server. */
  OPENID,
  /** The output of {@code gh auth token}. */
  GITHUB_CLI,
  /** Saved for all servers when the user signed in with GitHub. */
  GITHUB;

  /** Returns whether the token is in a file of the cache, which {@link SignIn#forget} deletes. */
  public boolean isSaved() {
    return this == GITHUB || isOfServer();
  }

  /** Returns whether the token is saved for one server, and used for no other. */
  public boolean isOfServer() {
    return this == ACCOUNT || this == OPENID;
  }
}
