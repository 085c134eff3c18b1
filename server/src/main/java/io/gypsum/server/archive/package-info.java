/**
 * Archives of versions and folders. {@link io.gypsum.server.archive.Archive} is the sequence of their members and bytes, {@link
 * io.gypsum.server.archive.ArchiveWriter} writes a range of these bytes, and {@link io.gypsum.server.archive.ZipRecords} are the
 * records between the contents. Start at {@code ArchiveHandler} in the package {@code file}, which answers requests.
 */
@NullMarked
package io.gypsum.server.archive;

import org.jspecify.annotations.NullMarked;
