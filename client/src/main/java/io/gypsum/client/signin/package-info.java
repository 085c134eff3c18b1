/**
 * Access tokens, signing in with GitHub or an OpenID provider, and the accounts of servers, for users of the client. Start with {@link io.gypsum.client.signin.SignIn}.
 *
 * <p>A request that requires a token uses the first of these that exists:
 *
 * <ol>
 * <li>the token of this client's own sign-in, or the one passed to its builder,
 * <li>{@code GYPSUM_TOKEN},
 * <li>the token of an account of this server, or of its OpenID provider, in {@code credentials/accounts} of the cache; never for
 * a server on another machine whose URL is not https,
 * <li>the output of {@code gh auth token}, if the server uses github.com and is reached over HTTPS,
 * <li>{@code credentials/token.txt} of the cache, unless it has expired.
 * </ol>
 *
 * <p>If there is none, an interactive application signs in with a code, or in a browser on the same machine, through a {@link io.gypsum.client.signin.SignInPrompt}. Nothing in this package prints, logs or reads from a
 * terminal.
 *
 * <p>Threat model:
 *
 * <ul>
 * <li><em>Other users of this machine</em> cannot read a token: its file has mode 0600 before its first byte is written, and a
 * token is never an argument of a process. They can connect to the port on which a browser is expected; without the random
 * {@code state} they can neither end the wait nor inject a code, and a stolen code is worthless without the PKCE verifier,
 * which only the provider receives.
 * <li><em>Readers of messages and logs</em> cannot obtain a token: secrets are {@code SensitiveText}s, they are removed
 * from what servers send back, and a response that may contain one is never quoted.
 * <li><em>Untrusted directories on the {@code PATH}</em>: only absolute entries are searched for {@code gh}.
 * <li><em>The gypsum server is trusted</em>: it receives the token and can use it at GitHub as far as its scope allows.
 * The token of its OpenID provider is sent to no other server, and the refresh token to no server but the provider that issued
 * it. Signing in with GitHub requests only {@code read:org}; the token of {@code gh} may have further scopes, so it is never sent over an
 * unencrypted connection.
 * </ul>
 */
@NullMarked
package io.gypsum.client.signin;

import org.jspecify.annotations.NullMarked;
