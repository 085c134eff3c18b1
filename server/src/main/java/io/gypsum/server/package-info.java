/** A gypsum server: its settings, and the one place where its parts are put together. */
@NullMarked
package io.gypsum.server;

import org.jspecify.annotations.NullMarked;
