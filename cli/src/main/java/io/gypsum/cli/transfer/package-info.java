/** Commands that move files: {@code get}, {@code put}, {@code clone}. */
@NullMarked
package io.gypsum.cli.transfer;

import org.jspecify.annotations.NullMarked;
