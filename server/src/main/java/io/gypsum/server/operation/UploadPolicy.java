package io.gypsum.server.operation;

import io.gypsum.server.data.SigningKey;

/**
 * How the files of uploads come.
 *
 * @param signingKey the same for all servers of a bucket
 * @param direct whether clients may send to the store itself, should it have addresses
 * @param multipartThresholdBytes a file of that many is sent in parts by clients that can
 * @param partBytes of each part but the last; grows where there would be too many
 */
public record UploadPolicy(
    SigningKey signingKey, boolean direct, long multipartThresholdBytes, long partBytes) {}
