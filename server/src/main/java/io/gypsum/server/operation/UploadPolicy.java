package io.gypsum.server.operation;

import io.gypsum.server.data.SigningKey;

/**
 * How the files of uploads are received.
 *
 * @param signingKey the same for all servers of a bucket
 * @param directFromBytes files below this size are sent through the server even if the store supports presigned URLs: one
 *     write is faster than a staged file and its copy; {@link #NEVER_DIRECT} for all files
 * @param multipartThresholdBytes files of at least this size are sent in parts by clients that support it
 * @param partBytes the size of each part but the last; increased if a file would have too many parts
 */
public record UploadPolicy(
    SigningKey signingKey, long directFromBytes, long multipartThresholdBytes, long partBytes) {
  public static final long NEVER_DIRECT = Long.MAX_VALUE;

  UploadPolicy throughServer() {
    return new UploadPolicy(signingKey, NEVER_DIRECT, multipartThresholdBytes, partBytes);
  }
}
