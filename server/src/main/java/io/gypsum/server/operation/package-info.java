/**
 * What the routes do (rest-api.md, sections 3 and 4): each operation fetches, lets the core decide, and commits the
 * steps that follow under the project's lock. HTTP is unknown here; who the user is, is known.
 *
 * <p>Write order. Every operation that changes more than one object takes the lock, writes what it decided into it, and
 * then carries out these steps; a crash after any write leaves a lock that brings the project to the old or the new
 * state (see {@link io.gypsum.store.lock.ProjectLocks}):
 *
 * <pre>
 *   create          ..quota, ..usage, ..permissions (which makes it exist)
 *   upload/start    no steps: ..summary, ..manifest under the undecided lock; undone by deleting the version
 *   complete        undeclared files deleted, arrivals copied to their places, ..links, ..usage, ..summary (which finishes it), ..latest, log,
 *                   arrivals deleted
 *   abort           version deleted, arrivals deleted
 *   approve         ..summary, ..latest, log
 *   reject          version deleted, ..usage
 *   remove version  ..latest, version deleted, ..usage, log
 *   remove asset    asset deleted, ..usage, log
 *   remove project  everything but the lock deleted, log
 *   refresh         the one document
 * </pre>
 *
 * <p>Permissions and quota are single objects, replaced under a condition on what was read, without the lock.
 */
@NullMarked
package io.gypsum.server.operation;

import org.jspecify.annotations.NullMarked;
