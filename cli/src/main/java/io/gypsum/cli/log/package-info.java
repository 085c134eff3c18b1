/** How the command logs: one line per event on stderr, no configuration file to find and parse. */
@NullMarked
package io.gypsum.cli.log;

import org.jspecify.annotations.NullMarked;
