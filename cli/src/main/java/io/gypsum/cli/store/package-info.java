/** Stores by their addresses. */
@NullMarked
package io.gypsum.cli.store;

import org.jspecify.annotations.NullMarked;
