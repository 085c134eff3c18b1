/** The project lock, which is also the journal: whoever changes more than one object holds it, writes what it decided into it, and only then changes anything. Start with {@link io.gypsum.server.lock.ProjectLocks}. */
@NullMarked
package io.gypsum.server.lock;

import org.jspecify.annotations.NullMarked;
