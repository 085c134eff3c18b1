package io.gypsum.server.operation;

import io.gypsum.server.data.SigningKey;

/**
 * How the files of uploads come.
 *
 * @param signingKey the same for all servers of a bucket
 * @param directFromBytes smaller files come through the server even if the store has addresses: one write there is quicker
 *     than an arrival and its copy; {@link #NEVER_DIRECT} for all files
 * @param multipartThresholdBytes a file of that many is sent in parts by clients that can
 * @param partBytes of each part but the last; grows where there would be too many
 */
public record UploadPolicy(
    SigningKey signingKey, long directFromBytes, long multipartThresholdBytes, long partBytes) {
  public static final long NEVER_DIRECT = Long.MAX_VALUE;
}
