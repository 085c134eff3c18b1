/** System calls that Java does not offer. {@link io.gypsum.server.sync.LinuxFileSystemSync} makes many files durable at once. */
@NullMarked
package io.gypsum.server.sync;

import org.jspecify.annotations.NullMarked;
