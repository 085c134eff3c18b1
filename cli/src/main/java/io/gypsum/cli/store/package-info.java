/**
 * Commands that work on a store without a server: {@code backup}, {@code import}, {@code index}, {@code purge} and
 * {@code verify}.
 * {@link io.gypsum.cli.store.Stores} opens the stores.
 */
@NullMarked
package io.gypsum.cli.store;

import org.jspecify.annotations.NullMarked;
