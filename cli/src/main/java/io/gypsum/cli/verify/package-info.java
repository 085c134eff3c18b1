/** {@code gypsum verify}: whether a bucket is whole. */
@NullMarked
package io.gypsum.cli.verify;

import org.jspecify.annotations.NullMarked;
