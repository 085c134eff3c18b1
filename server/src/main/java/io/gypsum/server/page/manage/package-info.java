/**
 * The pages of owners and administrators of a project, {@code /manage/{project}}. Read {@link
 * io.gypsum.server.page.manage.ManagePage} first. A change of permissions begins with a {@link
 * io.gypsum.server.page.manage.PermissionsForm}, which becomes a {@link io.gypsum.server.page.manage.PermissionsDraft}; {@link
 * io.gypsum.server.operation.PermissionsDifference} describes what it changes.
 */
@NullMarked
package io.gypsum.server.page.manage;

import org.jspecify.annotations.NullMarked;
