/**
 * Comparisons of two versions as pure functions: {@link io.gypsum.server.page.compare.FolderChanges} of their files, {@link
 * io.gypsum.server.page.compare.LineDiff} of the lines of a text. {@link io.gypsum.server.page.compare.VersionComparisons} reads
 * and caches.
 */
@NullMarked
package io.gypsum.server.page.compare;

import org.jspecify.annotations.NullMarked;
