/**
 * Names of local files. {@link io.gypsum.client.local.LocalPaths} is the only place where the names of a bucket become local
 * paths, {@link io.gypsum.client.local.LocalNames} the only one where local names become those of a bucket.
 */
@NullMarked
package io.gypsum.client.local;

import org.jspecify.annotations.NullMarked;
