/** The documents of a bucket, typed: reading them, with clear words for those that are damaged. */
@NullMarked
package io.gypsum.server.bucket;

import org.jspecify.annotations.NullMarked;
