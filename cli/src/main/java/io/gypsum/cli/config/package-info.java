/** {@code gypsum config}: what the command goes by. */
@NullMarked
package io.gypsum.cli.config;

import org.jspecify.annotations.NullMarked;
