/**
 * Work that computes or reads much from disk runs on a few platform threads, never on the carriers of the virtual threads
 * that serve requests (decision 0029). {@link io.gypsum.server.compute.ComputeLanes} lists the kinds of work, each of
 * which has its own {@link io.gypsum.server.compute.ComputeLane}; ARCHITECTURE.md lists the routes that use them.
 */
@NullMarked
package io.gypsum.server.compute;

import org.jspecify.annotations.NullMarked;
