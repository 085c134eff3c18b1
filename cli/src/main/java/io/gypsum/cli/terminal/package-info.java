/**
 * Input and output of the command. {@link io.gypsum.cli.terminal.Terminal} is the environment of a run,
 * {@link io.gypsum.cli.terminal.Output} prints results.
 */
@NullMarked
package io.gypsum.cli.terminal;

import org.jspecify.annotations.NullMarked;
