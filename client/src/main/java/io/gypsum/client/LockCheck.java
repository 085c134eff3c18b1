package io.gypsum.client;

import java.util.function.Supplier;

import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.core.GypsumException;
import io.gypsum.core.json.JsonInput;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.ProjectName;

/**
 * Distinguishes a locked project from a missing permission. The REST API answers both with 403. This server's responses contain
 * the kind of failure; for other servers the lock of the project is read.
 */
record LockCheck(DocumentFetcher documents) {
  /**
   * Sends a request that requires the lock of {@code project}.
   *
   * @throws RequestFailedException LOCKED if the server refused the request while the project is locked. A user without
   *     permission gets FORBIDDEN only after the lock was released
   */
  <T> T explaining(ProjectName project, Supplier<T> request) {
    try {
      return request.get();
    } catch (RequestFailedException e) {
      throw e.mayBeLocked() && isLocked(project, e)
          ? e.asLocked(
              e.serverReason().map(reason -> reason + "; ").orElse("") + "project '" + project
                  + "' is locked by another operation; try again when that has ended, or end it with"
                  + " 'gypsum unlock " + project + "' (owners, administrators)")
          : e;
    }
  }

  /** The properties of a lock depend on the software of the server. */
  private static boolean skip(JsonInput lock) {
    lock.skip();
    return true;
  }

  /** Returns whether there is a lock, even if it is corrupt. */
  boolean isLocked(ProjectName project) {
    try {
      return documents.find(BucketLayout.lock(project), LockCheck::skip).isPresent();
    } catch (RequestFailedException e) {
      if (e.kind() == GypsumException.Kind.CORRUPT) {
        return true;
      }
      throw e;
    }
  }

  /** Returns false if the lock cannot be read. */
  private boolean isLocked(ProjectName project, RequestFailedException refusal) {
    try {
      return isLocked(project);
    } catch (RequestFailedException e) {
      refusal.addSuppressed(e);
      return false;
    }
  }
}
