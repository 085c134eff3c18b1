/**
 * Reads the server's settings from flags, environment and file. Start at the table of
 * {@link io.gypsum.server.settings.Options}; everything else follows from it.
 */
@NullMarked
package io.gypsum.server.settings;

import org.jspecify.annotations.NullMarked;
