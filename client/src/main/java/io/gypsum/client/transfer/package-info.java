/**
 * Fetches the bytes of one file to where they belong, whole and right or not at all. Start with {@link
 * io.gypsum.client.transfer.FileDownloader}. Not for users.
 */
@NullMarked
package io.gypsum.client.transfer;

import org.jspecify.annotations.NullMarked;
