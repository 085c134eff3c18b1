/**
 * The server's own directory, outside the bucket: what must not be readable by whoever can read the bucket. Start at
 * {@link io.gypsum.server.data.DataDirectory}.
 */
@NullMarked
package io.gypsum.server.data;

import org.jspecify.annotations.NullMarked;
