/** Copies the files that a server needs beside its bucket: {@link io.gypsum.server.backup.ServerBackup}. */
@NullMarked
package io.gypsum.server.backup;

import org.jspecify.annotations.NullMarked;
