package io.gypsum.client;

import io.gypsum.core.document.Permissions;

/**
 * What came of a change of permissions.
 *
 * @param before what they were when last looked at before the change
 * @param after what they are now
 * @param changedMeanwhile whether somebody else has changed them in between: look whether {@code after} is what you want.
 *     Servers offer no way to write only if nothing has changed, so a change that falls between the last look and the
 *     writing, some milliseconds, is lost without anybody's knowing
 */
public record PermissionsUpdate(
    Permissions before, Permissions after, boolean changedMeanwhile) {}
