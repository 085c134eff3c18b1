/**
 * The files of a version as folders. Start at {@link io.gypsum.server.page.folder.FileTrees}, which caches the trees of
 * versions; {@link io.gypsum.server.page.folder.FolderPage} is what a page shows of one folder.
 */
@NullMarked
package io.gypsum.server.page.folder;

import org.jspecify.annotations.NullMarked;
