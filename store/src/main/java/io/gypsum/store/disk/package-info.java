/** Objects as files: keys are paths below one directory. */
@NullMarked
package io.gypsum.store.disk;

import org.jspecify.annotations.NullMarked;
