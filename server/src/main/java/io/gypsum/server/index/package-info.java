/**
 * The server's own indices of metadata: kept by {@link io.gypsum.server.index.IndexKeeper}, each server its own copy;
 * published and searched by {@link io.gypsum.server.index.IndexRoutes}.
 */
@NullMarked
package io.gypsum.server.index;

import org.jspecify.annotations.NullMarked;
