/**
 * Identifies users by their access tokens: with local accounts, GitHub or an OpenID Connect provider. Start at {@link
 * io.gypsum.server.identity.Identity}; {@link io.gypsum.server.identity.Identities} creates the configured provider.
 */
@NullMarked
package io.gypsum.server.identity;

import org.jspecify.annotations.NullMarked;
