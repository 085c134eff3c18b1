/** Commands that only look: {@code ls}, {@code show}, {@code log}. */
@NullMarked
package io.gypsum.cli.look;

import org.jspecify.annotations.NullMarked;
