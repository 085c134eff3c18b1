/** {@code gypsum serve}: a server until it is told to stop. */
@NullMarked
package io.gypsum.cli.serve;

import org.jspecify.annotations.NullMarked;
