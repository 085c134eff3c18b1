/**
 * {@code gypsum quickstart}: the main job on the embedded default, told step by step. {@link
 * io.gypsum.cli.quickstart.Quickstart} is the command, {@code Tour} the steps.
 */
@NullMarked
package io.gypsum.cli.quickstart;

import org.jspecify.annotations.NullMarked;
