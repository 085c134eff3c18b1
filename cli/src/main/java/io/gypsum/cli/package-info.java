/**
 * The {@code gypsum} command. {@link io.gypsum.cli.Main} starts it, {@code CommandList} lists the subcommands, and each group of
 * subcommands has a package.
 */
@NullMarked
package io.gypsum.cli;

import org.jspecify.annotations.NullMarked;
