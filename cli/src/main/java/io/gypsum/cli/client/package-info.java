/**
 * The client side of the command: {@link io.gypsum.cli.client.ClientOptions} configures the client of all commands that use a
 * server; sign-in and {@code gypsum config}.
 */
@NullMarked
package io.gypsum.cli.client;

import org.jspecify.annotations.NullMarked;
