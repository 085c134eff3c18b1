/**
 * A read-only store over the REST API of a gypsum server: {@link io.gypsum.client.store.RestStore}. Not exported; users get it
 * from {@link io.gypsum.client.GypsumClient#readStore}.
 */
@NullMarked
package io.gypsum.client.store;

import org.jspecify.annotations.NullMarked;
