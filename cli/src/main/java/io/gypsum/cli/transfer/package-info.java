/** Commands that transfer files: {@code get}, {@code put} and {@code clone}. */
@NullMarked
package io.gypsum.cli.transfer;

import org.jspecify.annotations.NullMarked;
