package io.gypsum.client;

import java.util.List;

import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.UserPath;

/**
 * An upload that was started and is neither completed nor aborted yet. It contains the permission to send the version's files,
 * but does not expose it. Immutable and thread-safe.
 *
 * <pre>{@code
 * List<UploadFile> files = gypsum.prepareDirectoryUpload(Path.of("counts"));
 * StartedUpload upload = gypsum.startUpload(newVersion, files);
 * try {
 *   gypsum.uploadFiles(upload, Path.of("counts"));
 *   gypsum.completeUpload(upload);
 * } catch (GypsumException e) {
 *   gypsum.abortUpload(upload);
 *   throw e;
 * }
 * }</pre>
 */
public final class StartedUpload {
  private final UploadSession session;

  StartedUpload(UploadSession session) {
    this.session = session;
  }

  UploadSession session() {
    return session;
  }

  public AssetVersion version() {
    return session.version();
  }

  /** Returns the files to send; the server stores all others as links. */
  public List<UserPath> filesToSend() {
    return session.toSend().stream().map(FileToSend::path).toList();
  }

  @Override
  public String toString() {
    return session.toString();
  }
}
