/** {@code gypsum search}. */
@NullMarked
package io.gypsum.cli.search;

import org.jspecify.annotations.NullMarked;
