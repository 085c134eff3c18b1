/** {@code gypsum index}: makes and keeps the files that metadata is searched in. */
@NullMarked
package io.gypsum.cli.index;

import org.jspecify.annotations.NullMarked;
