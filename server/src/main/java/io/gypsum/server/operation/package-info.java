/**
 * The operations behind the routes (rest-api.md, sections 3 and 4). Each operation reads, lets the core decide, and commits
 * the resulting steps under the lock of the project. The caller has already identified the user; this package does not
 * depend on HTTP. {@link io.gypsum.server.operation.Uploads} starts and aborts uploads, {@link
 * io.gypsum.server.operation.Completion} completes them.
 *
 * <p>Write order. An operation that changes more than one object acquires the lock, commits its steps, and performs them in
 * this order; after a crash between any two writes, recovery brings the project to the old or the new state (see {@link
 * io.gypsum.store.lock.ProjectLocks}):
 *
 * <pre>
 *   create          ..quota, ..usage, ..permissions (the project exists once these are written), internal log
 *   upload/start    no steps: internal log (if another project is linked), ..summary, ..manifest under the uncommitted lock;
 *                   rolled back by deleting the version
 *   complete        staged files synced, then the steps: undeclared files deleted, files of bundles written, staged files
 *                   copied and synced, ..links, ..usage, ..summary (the version is finished), ..latest, log, staged files
 *                   deleted
 *                   (on probation: the internal log instead of ..latest and log)
 *   abort           version deleted, staged files deleted
 *   approve         ..summary, ..latest, log
 *   reject          version deleted, ..usage, internal log
 *   remove version  ..latest, version deleted, ..usage, log
 *   remove asset    asset deleted, ..usage, log
 *   remove project  everything but the lock deleted, log
 *   refresh         the one document, internal log
 * </pre>
 *
 * <p>Permissions and quota are single objects, replaced on the condition that they are unchanged, without the lock. An
 * entry of the internal log is added before.
 */
@NullMarked
package io.gypsum.server.operation;

import org.jspecify.annotations.NullMarked;
