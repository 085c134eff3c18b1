/** How what a client does can fail. */
@NullMarked
package io.gypsum.client.failure;

import org.jspecify.annotations.NullMarked;
