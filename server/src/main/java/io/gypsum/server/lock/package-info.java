/** The sessions of uploads, built on the project locks: start with {@link io.gypsum.server.lock.UploadSessions}. */
@NullMarked
package io.gypsum.server.lock;

import org.jspecify.annotations.NullMarked;
