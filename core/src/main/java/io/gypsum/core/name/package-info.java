/** Values that name things in a bucket. Each is checked where it is made and cannot hold a wrong value afterwards. */
@NullMarked
package io.gypsum.core.name;

import org.jspecify.annotations.NullMarked;
