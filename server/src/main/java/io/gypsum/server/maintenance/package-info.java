/** Background tasks of a server: deleting old log entries and staged files, and recovering expired locks. */
@NullMarked
package io.gypsum.server.maintenance;

import org.jspecify.annotations.NullMarked;
