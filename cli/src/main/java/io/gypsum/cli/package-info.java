/** The {@code gypsum} command. Start at {@link io.gypsum.cli.Main}; each subcommand has a package. */
@NullMarked
package io.gypsum.cli;

import org.jspecify.annotations.NullMarked;
