/** Objects in memory, for tests. */
@NullMarked
package io.gypsum.store.memory;

import org.jspecify.annotations.NullMarked;
