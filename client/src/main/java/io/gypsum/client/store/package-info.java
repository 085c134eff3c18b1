/**
 * The bucket of a gypsum server as a store to read from: {@link io.gypsum.client.store.RestStore}. Not exported; users get it
 * from {@link io.gypsum.client.GypsumClient#readStore}.
 */
@NullMarked
package io.gypsum.client.store;

import org.jspecify.annotations.NullMarked;
