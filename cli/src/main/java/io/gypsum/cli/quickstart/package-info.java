/**
 * {@code gypsum quickstart}, a demonstration on a temporary server. {@link io.gypsum.cli.quickstart.QuickstartCommand} is the
 * command, {@code QuickstartSteps} the steps.
 */
@NullMarked
package io.gypsum.cli.quickstart;

import org.jspecify.annotations.NullMarked;
