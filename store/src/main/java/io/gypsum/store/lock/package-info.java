/**
 * The lock of a project, which is also the journal of what is being done to it. Whoever changes more than one object of a
 * project, a server or a repair, acquires the lock, writes the steps of its operation into it, and only then carries them
 * out; after a crash the next one replays them. Start with {@link io.gypsum.store.lock.ProjectLocks}.
 */
@NullMarked
package io.gypsum.store.lock;

import org.jspecify.annotations.NullMarked;
