/**
 * Signing in with GitHub or an OpenID provider: the device flow, the browser flow, the token of {@code gh}, the token files and
 * the renewal of tokens. Start with
 * {@link io.gypsum.client.oauth.OAuthSignIn}; the package {@code io.gypsum.client.signin} documents the order of tokens and
 * the threats.
 */
@NullMarked
package io.gypsum.client.oauth;

import org.jspecify.annotations.NullMarked;
