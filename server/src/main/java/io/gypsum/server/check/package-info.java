/**
 * Checks whether a server could start with its settings, without starting it: {@link
 * io.gypsum.server.check.ServerCheck}.
 */
@NullMarked
package io.gypsum.server.check;

import org.jspecify.annotations.NullMarked;
