/**
 * The protocol of OpenID Connect providers: discovery, keys, verification of tokens, and the endpoints for tokens and claims.
 * Start at {@link io.gypsum.server.identity.oidc.OidcProvider}. What a user is called, and which groups count, is decided in
 * {@code io.gypsum.server.identity} (decision 0058).
 */
@NullMarked
package io.gypsum.server.identity.oidc;

import org.jspecify.annotations.NullMarked;
