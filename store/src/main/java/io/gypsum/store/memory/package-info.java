/** A store in memory, for tests: {@link io.gypsum.store.memory.MemoryStore}. */
@NullMarked
package io.gypsum.store.memory;

import org.jspecify.annotations.NullMarked;
