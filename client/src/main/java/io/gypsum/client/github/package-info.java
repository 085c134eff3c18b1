/**
 * Signing in with GitHub: the device flow, the browser flow, the token of {@code gh} and the token file. Start with
 * {@link io.gypsum.client.github.GitHubSignIn}; the package {@code io.gypsum.client.signin} documents the order of tokens and
 * the threats.
 */
@NullMarked
package io.gypsum.client.github;

import org.jspecify.annotations.NullMarked;
