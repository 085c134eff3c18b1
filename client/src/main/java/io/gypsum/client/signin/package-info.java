/**
 * Signing in: who a client acts for. Start with {@link io.gypsum.client.signin.SignIn}.
 *
 * <p>A request that needs a token takes the first of these that is there; nobody is asked anything:
 *
 * <ol>
 * <li>the token that this client signed in with, or that its builder was given,
 * <li>{@code GYPSUM_TOKEN},
 * <li>what {@code gh auth token} says, when the identity is that of github.com and the server is reached by https,
 * <li>the cache's {@code credentials/token.txt}, unless it has expired.
 * </ol>
 *
 * <p>When none is, whoever has a person at hand signs in, by GitHub's device flow or in a browser on the same machine,
 * with a {@link io.gypsum.client.signin.SignInPrompt}. Nothing here prints, logs or reads from a terminal.
 *
 * <p>What is guarded against, and what is not:
 *
 * <ul>
 * <li><em>Other users of this machine</em> read no token: its file has mode 0600 before the first byte is in it, and no
 * token is ever an argument of a process. They can reach the port on which a browser is awaited, but without the
 * unguessable {@code state} they neither end the wait nor slip in a code of their own; and a code that they got hold of
 * is worth nothing without the PKCE verifier, which never leaves this process but for GitHub.
 * <li><em>Whoever reads messages and logs</em> finds no token: secrets are {@code Secret}s, are
 * cut out of what servers say, and an answer that may hold one is never quoted.
 * <li><em>A directory of somebody else's on the {@code PATH}</em>: only absolute entries are searched for {@code gh}.
 * <li><em>The gypsum server itself is trusted</em>: it gets the token, and can act as its owner at GitHub as far as the
 * token's scope goes. Signing in asks for {@code read:org} and nothing more; {@code gh}'s token may be allowed more,
 * and so never goes over a connection that is not encrypted.
 * </ul>
 */
@NullMarked
package io.gypsum.client.signin;

import org.jspecify.annotations.NullMarked;
