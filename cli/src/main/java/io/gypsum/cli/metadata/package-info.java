/** Commands about metadata documents. */
@NullMarked
package io.gypsum.cli.metadata;

import org.jspecify.annotations.NullMarked;
