/** {@code gypsum completion}: scripts that let a shell complete the command line. */
@NullMarked
package io.gypsum.cli.completion;

import org.jspecify.annotations.NullMarked;
