package io.gypsum.client;

import io.gypsum.core.document.Permissions;

/**
 * The result of a change of permissions.
 *
 * <pre>{@code
 * PermissionsChange bob = PermissionsChange.builder().owners("bob").build();
 * PermissionsUpdate update = gypsum.setPermissions(version.project(), bob);
 * if (update.changedMeanwhile()) {
 *   throw new IllegalStateException("changed concurrently: " + update.after());
 * }
 * }</pre>
 *
 * @param before the permissions directly before the change
 * @param after the permissions directly after the change
 * @param changedMeanwhile whether another client changed them at the same time; check {@code after} in this case. The server
 *     writes permissions unconditionally, so a concurrent change in the milliseconds between reading {@code before} and
 *     writing is overwritten and cannot be detected
 */
public record PermissionsUpdate(
    Permissions before, Permissions after, boolean changedMeanwhile) {}
