/**
 * Stores of objects: {@link io.gypsum.store.Store}, its read side {@link io.gypsum.store.ReadStore}, and the types of their
 * arguments and results. Start with {@code ReadStore}. Each backend has its own package; wrappers for any store are
 * in this package.
 */
@NullMarked
package io.gypsum.store;

import org.jspecify.annotations.NullMarked;
