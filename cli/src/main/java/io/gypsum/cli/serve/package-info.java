/** Commands of a server's operator: {@code serve} and {@code account}, and the configuration of the log. */
@NullMarked
package io.gypsum.cli.serve;

import org.jspecify.annotations.NullMarked;
