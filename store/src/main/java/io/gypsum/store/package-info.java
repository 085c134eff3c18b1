/**
 * Where objects are: {@link io.gypsum.store.Store} and its read side {@link io.gypsum.store.ReadStore}, with the values
 * they speak in. Backends are in packages of their own; wrappers that work around any store are here.
 */
@NullMarked
package io.gypsum.store;

import org.jspecify.annotations.NullMarked;
