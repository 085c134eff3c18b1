/** Values that name things in a bucket. Each is validated when it is created, so it cannot hold an invalid value. */
@NullMarked
package io.gypsum.core.name;

import org.jspecify.annotations.NullMarked;
