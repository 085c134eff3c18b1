/**
 * The server's own directory, outside the bucket, for files that readers of the bucket must not see. Start at
 * {@link io.gypsum.server.data.DataDirectory}.
 */
@NullMarked
package io.gypsum.server.data;

import org.jspecify.annotations.NullMarked;
