/**
 * Downloads of files to their destination, complete and checked or not at all. Start with {@link
 * io.gypsum.client.transfer.FileDownloader}. Not exported.
 */
@NullMarked
package io.gypsum.client.transfer;

import org.jspecify.annotations.NullMarked;
