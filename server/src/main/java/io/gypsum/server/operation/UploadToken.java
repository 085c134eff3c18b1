package io.gypsum.server.operation;

import java.time.Instant;

import io.gypsum.core.document.FileAddress;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Md5;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import org.jspecify.annotations.Nullable;

/**
 * Permits an upload session to request the URL of a file, or to send the file. Clients receive it as the {@code slug}
 * of {@code upload/presigned-file} or as part of a URL. It is signed with the key of the server ({@link
 * UploadTokenSigner}), so its content is trusted without looking it up.
 *
 * @param expires the last moment at which it is valid, in whole seconds
 * @param session the session hash of the lock: the token expires with its session
 * @param sizeBytes the exact size of the file or part
 * @param md5 the MD5 of the file or part
 * @param partBytes the size of each part if the file is sent in parts; 0 if it is sent as a whole
 * @param part the key under which a part is staged; null if this token is for the whole file
 */
record UploadToken(
    Purpose purpose, Instant expires, String session, FileAddress file, long sizeBytes, Md5 md5,
    long partBytes, @Nullable Key part) {
  /** The request that a token permits. */
  enum Purpose {
    /** To request the URL to which the file is sent. */
    ASK,
    /** To send the file. */
    PUT
  }

  boolean isPart() {
    return part != null;
  }

  /** Returns the key under which the file or part is staged. It contains the session and the content. */
  Key staged() {
    return part == null
        ? new ManifestEntry(sizeBytes, md5, null)
            .stagedAt(BucketLayout.staging(file.version().project(), session))
        : part;
  }

  UploadToken forPart(Key stagedKey, long partSizeBytes, Md5 partMd5) {
    return new UploadToken(
        purpose, expires, session, file, partSizeBytes, partMd5, partBytes, stagedKey);
  }

  UploadToken forPut(Instant until) {
    return new UploadToken(Purpose.PUT, until, session, file, sizeBytes, md5, partBytes, part);
  }
}
