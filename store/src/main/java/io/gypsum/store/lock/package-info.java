/**
 * The lock of a project, which is also the journal of the operation that changes it. A server or a repair that changes
 * more than one object of a project acquires the lock, writes the steps of its operation into it, and only then carries
 * them out; after a crash, the next process that needs the lock replays them. Start with {@link
 * io.gypsum.store.lock.ProjectLocks}.
 */
@NullMarked
package io.gypsum.store.lock;

import org.jspecify.annotations.NullMarked;
