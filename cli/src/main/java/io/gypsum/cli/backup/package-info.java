/** {@code gypsum backup} and {@code gypsum import}: bring what one store has into another. */
@NullMarked
package io.gypsum.cli.backup;

import org.jspecify.annotations.NullMarked;
