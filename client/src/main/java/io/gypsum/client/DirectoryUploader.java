package io.gypsum.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.gypsum.client.UploadRecord.EarlierRun;
import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.MissingFiles;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.failure.RequestFailedException.Remedy;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.HttpErrors;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.client.local.LocalNames;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;
import org.jspecify.annotations.Nullable;

/**
 * Uploads whole directories. A process may be killed at any moment: the next run of the same upload reads the {@link
 * UploadRecord} of the earlier run and continues, without sending uploaded files again.
 *
 * <pre>
 * earlier run was killed                 next run
 * before it requested the start          starts
 * before it recorded the session         aborts that session by the token in the record, or, if the server chose another token,
 *                                        unlocks the project if the session still locks it; then starts
 * while it sent files                    sends the other files and completes
 * before it recorded the completion      finds that the session has ended and the version is as planned: done
 * </pre>
 *
 * <p>An interrupt ends a run in a known state: nothing was started, the upload is kept for the next run, or it is completed. The
 * message of the failure names the state. To find it out, the run waits a few seconds for requests that start or end an upload.
 *
 * <p>If the directory has changed since the earlier run, the next run aborts the old session and starts a new one.
 */
final class DirectoryUploader {
  /** Maximum number of attempts to complete an upload while the server reports missing files. */
  private static final int MAX_COMPLETIONS = 3;

  private final UploadRequests requests;
  private final SessionUploader uploader;
  private final DocumentFetcher documents;
  private final ProjectAdministration administration;
  private final CacheDirectory cache;
  private final ServerUrl server;

  DirectoryUploader(
      UploadRequests requests, SessionUploader uploader, DocumentFetcher documents,
      ProjectAdministration administration, CacheDirectory cache, ServerUrl server) {
    this.requests = requests;
    this.uploader = uploader;
    this.documents = documents;
    this.administration = administration;
    this.cache = cache;
    this.server = server;
  }

  /**
   * Uploads a directory as a version. The record is locked before the files are read, which may take hours, so that a
   * second run of the same upload fails at once.
   *
   * @param concurrency maximum number of files and parts that are sent at a time
   */
  UploadReport upload(
      AssetVersion version, Path directory, UploadOptions options, int concurrency,
      BearerToken token) {
    try (UploadRecord record = UploadRecord.open(cache.upload(server.base(), version), version)) {
      List<UploadFile> files = prepare(version, directory, options.prepare());
      UploadPlan plan = new UploadPlan(version, files, options.onProbation());
      return new UploadRun(plan, directory, concurrency, token, record).run();
    }
  }

  /**
   * Aborts the unfinished session of an earlier run. The directory is not needed.
   *
   * @return false if there is no unfinished session, or it has ended meanwhile
   * @throws GypsumException LOCKED if the server does not abort the session although it may still exist; the record is kept
   */
  boolean abort(AssetVersion version) {
    try (UploadRecord record = UploadRecord.open(cache.upload(server.base(), version), version)) {
      EarlierRun earlier = record.earlierRun().orElse(null);
      if (earlier == null) {
        return false;
      }
      UploadSession session = earlier.session();
      if (session == null && earlier.requestedToken() != null) {
        session = UploadSession.ofToken(version, earlier.requestedToken());
      }
      boolean aborted = session != null && abortIfActive(session);
      // A refusal may also mean that the session is being completed, or that the server chose another token for it.
      if (!aborted && isLockedFor(version)) {
        throw GypsumException.locked(
            "cannot abort the upload of " + version + ": the server refused it, but project '"
                + version.project()
                + "' is still locked for an upload of this version, which may be"
                + " about to be completed; try again later, or run 'gypsum unlock "
                + version.project() + "' (owners, administrators)");
      }
      record.clear();
      return aborted;
    }
  }

  private boolean isLockedFor(AssetVersion version) {
    return documents.find(BucketLayout.lock(version.project()), Lock::read)
        .filter(lock -> version.asset().value().equals(lock.asset()))
        .filter(lock -> version.version().value().equals(lock.version()))
        .isPresent();
  }

  /** Returns false if the session has ended, or does not exist. */
  private boolean abortIfActive(UploadSession session) {
    try {
      requests.abort(session);
      return true;
    } catch (RequestFailedException e) {
      if (!HttpErrors.isRefusal(e)) {
        throw e;
      }
      return false;
    }
  }

  /** Returns the files of an upload, after checking their names in the version. */
  List<UploadFile> prepare(AssetVersion version, Path directory, PrepareOptions options) {
    LocalNames.requireIntact(version.toString());
    return DirectoryScanner.prepare(
        directory, options, cache, path -> BucketLayout.file(version, path), uploader.listener());
  }

  /** One run of an upload. */
  private final class UploadRun {
    private final UploadPlan plan;
    private final AssetVersion version;
    private final Path directory;
    private final int concurrency;
    private final BearerToken token;
    private final UploadRecord record;
    private boolean completing;
    private boolean keepsSession;

    private UploadRun(
        UploadPlan plan, Path directory, int concurrency, BearerToken token,
        UploadRecord record) {
      this.plan = plan;
      this.version = plan.version();
      this.directory = directory;
      this.concurrency = concurrency;
      this.token = token;
      this.record = record;
    }

    UploadReport run() {
      EarlierRun earlier = record.earlierRun().orElse(null);
      if (earlier == null) {
        return begin(null);
      }
      UploadSession session = earlier.session();
      if (session == null) {
        boolean ignored = abortRequested(earlier);
        return begin(earlier);
      }
      if (!earlier.planDigest().equals(plan.digest())) {
        abort(session);
        return begin(null);
      }
      return resume(session, earlier.uploaded());
    }

    /** @param lost an earlier run that may have started a session without recording it; or null */
    private UploadReport begin(@Nullable EarlierRun lost) {
      // Before the announcement: if this fails, no session can have started.
      requests.requireAbsent(version);
      String sessionToken = UploadRequests.newSessionToken();
      record.starting(plan.digest(), sessionToken);
      UploadSession session = start(sessionToken, lost);
      record.started(session);
      return finishOrAbort(session, session.toSend());
    }

    private UploadReport finishOrAbort(UploadSession session, List<FileToSend> missing) {
      try {
        return finish(session, missing);
      } catch (RequestFailedException e) {
        throw abortAfter(session, e);
      } catch (RuntimeException | Error e) {
        boolean ignored = tryAbort(session, e);
        throw e;
      }
    }

    /**
     * Handles a session that the server rejects: either the upload is complete, or a new session replaces the old one.
     */
    private UploadReport resume(UploadSession session, Set<UserPath> uploaded) {
      List<FileToSend> missing =
          session.toSend().stream().filter(file -> !uploaded.contains(file.path())).toList();
      try {
        return finish(session, missing);
      } catch (RequestFailedException e) {
        if (!isRejectedSession(e)) {
          throw abortAfter(session, e);
        }
      } catch (RuntimeException | Error e) {
        boolean ignored = tryAbort(session, e);
        throw e;
      }
      Manifest finished = requests.findFinished(version).filter(plan::matches).orElse(null);
      if (finished != null) {
        record.clear();
        return UploadReport.of(plan.files(), pathsOfOwnFiles(finished), finished);
      }
      abort(session);
      return begin(null);
    }

    /** Sends the missing files and completes the upload. Does not abort the session after a failure. */
    private UploadReport finish(UploadSession session, List<FileToSend> missing) {
      keepsSession = false;
      completing = false;
      try {
        sendAndComplete(session, missing);
      } catch (RequestFailedException e) {
        keepsSession = isWorthKeeping(session, e);
        throw keepsSession
            ? e.withAdvice(
                Remedy.REPEAT_OPERATION, completing && e.mayHaveHappened()
                    ? "the server may have published the version, or may still do so; run the same"
                        + " upload again to find out and to continue"
                    : "the server keeps the uploaded files for a while, and project '"
                        + version.project()
                        + "' stays locked; run the same upload again to continue,"
                        + " or abort it (gypsum put --abort)")
            : e;
      }
      record.clear();
      return UploadReport.of(plan.files(), session.pathsToSend(), manifestOfLinks());
    }

    /**
     * Sends the files and completes the upload. Files that the server reports as missing then, for example after a power
     * failure, are sent again.
     */
    private void sendAndComplete(UploadSession session, List<FileToSend> missing) {
      List<FileToSend> files = missing;
      for (int attempt = 1;; attempt++) {
        completing = false;
        uploader.upload(session, files, directory, concurrency, record::uploaded);
        if (Thread.currentThread().isInterrupted()) {
          throw HttpErrors.interrupted("complete the upload of " + version, null);
        }
        completing = true;
        try {
          complete(session);
          return;
        } catch (RequestFailedException e) {
          files = lostFiles(session, e);
          if (files.isEmpty() || attempt == MAX_COMPLETIONS) {
            throw e;
          }
        }
      }
    }

    private static List<FileToSend> lostFiles(
        UploadSession session, RequestFailedException failure) {
      MissingFiles missing = failure.missingFiles().orElse(null);
      return missing == null
          ? List.of()
          : session.toSend()
              .stream()
              .filter(file -> missing.mayInclude(file.path().value()))
              .toList();
    }

    private void complete(UploadSession session) {
      TransferListener listener = uploader.listener();
      listener.enters(TransferListener.Phase.PUBLISHING, version.toString(), 0, 0);
      try {
        UninterruptedCall.run(UninterruptedCall.GRACE, () -> {
          requests.complete(session);
          return session;
        });
      } finally {
        listener.leaves(TransferListener.Phase.PUBLISHING);
      }
    }

    /** Returns the manifest of the completed version; null if the plan contains no link or the manifest cannot be read. */
    private @Nullable Manifest manifestOfLinks() {
      if (plan.files().stream().noneMatch(UploadFile.Linked.class::isInstance)) {
        return null;
      }
      try {
        return documents.fetch(BucketLayout.manifest(version), Manifest::read);
      } catch (RequestFailedException e) {
        System.getLogger("io.gypsum.client")
            .log(System.Logger.Level.DEBUG, "the sizes of the uploaded links are unknown", e);
        return null;
      }
    }

    /**
     * Returns whether a later run should continue the session. Every session is kept after an interrupt. After a temporary
     * failure, a session is kept if it has large files, or if only its completion was missing. If the outcome of the completion
     * is unknown, nothing is cleaned up.
     */
    private boolean isWorthKeeping(UploadSession session, RequestFailedException failure) {
      if (completing) {
        return failure.isRetryable() || failure.mayHaveHappened();
      }
      return Thread.currentThread().isInterrupted()
          || (failure.isRetryable()
              && session.toSend().stream().anyMatch(f -> f.parts() != null));
    }

    private UploadSession start(String sessionToken, @Nullable EarlierRun lost) {
      try {
        return start(sessionToken);
      } catch (RequestFailedException e) {
        if (lost != null && HttpErrors.isRefusal(e) && isLockedFor(version)) {
          // The request of the earlier run may have reached the server only now.
          if (!abortRequested(lost)) {
            unlockLostSession(e);
          }
          requests.requireAbsent(version);
          return start(sessionToken);
        }
        // After a temporary failure, an earlier run may still have started a session.
        if (!e.mayHaveHappened() && !(lost != null && e.isRetryable())) {
          record.clear();
        }
        throw e.mayHaveHappened() ? abortUnanswered(sessionToken, e) : e;
      }
    }

    private UploadSession start(String sessionToken) {
      requireNotInterrupted(UploadRequests.startAction(version));
      return UninterruptedCall.run(
          UninterruptedCall.GRACE, () -> requests.start(plan, token, sessionToken));
    }

    private void requireNotInterrupted(String action) {
      if (Thread.currentThread().isInterrupted()) {
        throw HttpErrors.interrupted(action, null).withAdvice("nothing was changed");
      }
    }

    /** Ends the session that a start without a response may have begun. Returns the failure to throw. */
    private RequestFailedException abortUnanswered(
        String sessionToken, RequestFailedException failure) {
      UploadSession requested = UploadSession.ofToken(version, sessionToken);
      return tryEnd(() -> requests.abort(requested), failure)
          ? failure.withAdvice(
              Remedy.REPEAT_OPERATION,
              "the upload was aborted; run the same upload again to start over")
          : failure.withAdvice(
              Remedy.REPEAT_OPERATION,
              "the server may have started the upload, which locks project '" + version.project()
                  + "'; run the same upload again to end it and to start over");
    }

    /** Aborts the session that an earlier run requested and may have started. Returns false if there is no such session. */
    private boolean abortRequested(EarlierRun lost) {
      String requested = lost.requestedToken();
      if (requested == null) {
        return false;
      }
      return abortIfActive(UploadSession.ofToken(version, requested));
    }

    /**
     * Ends the session whose token was in a lost response. Its unfinished manifest shows whether it belongs to this upload,
     * rather than to another user's upload of the same version.
     */
    private void unlockLostSession(RequestFailedException locked) {
      boolean own =
          documents.find(BucketLayout.manifest(version), Manifest::read)
              .filter(plan::matches)
              .isPresent();
      if (!own) {
        throw stillLocked(locked);
      }
      try {
        administration.unlock(version.project(), token);
      } catch (RequestFailedException e) {
        GypsumException failure = stillLocked(locked);
        failure.addSuppressed(e);
        throw failure;
      }
    }

    private GypsumException stillLocked(RequestFailedException locked) {
      return new GypsumException(
          GypsumException.Kind.LOCKED,
          "cannot " + UploadRequests.startAction(version) + ": project '" + version.project()
              + "' is locked, probably by an earlier run on this machine that was interrupted while"
              + " starting this upload. Wait until the lock expires, or ask an owner"
              + " or administrator to unlock the project; then run the same upload again",
          locked);
    }

    private void abort(UploadSession session) {
      boolean ignored = abortIfActive(session);
      record.clear();
    }

    /** Aborts the session, unless a later run should continue it. Returns the failure to throw. */
    private RequestFailedException abortAfter(
        UploadSession session, RequestFailedException failure) {
      if (keepsSession) {
        return failure;
      }
      boolean aborted = tryAbort(session, failure);
      if (!Thread.currentThread().isInterrupted()) {
        return failure;
      }
      return failure.withAdvice(
          Remedy.REPEAT_OPERATION, aborted
              ? "the upload was aborted; run the same upload again to start over"
              : "the upload could not be aborted, so that project '" + version.project()
                  + "' stays locked; run the same upload again to continue");
    }

    /** Aborts a session. Returns false if that failed; the record is then kept. */
    private boolean tryAbort(UploadSession session, Throwable failure) {
      return !keepsSession && tryEnd(() -> abort(session), failure);
    }

    /** Ends a session, even if the thread was interrupted, and clears the record. Returns false if that failed. */
    private boolean tryEnd(Runnable abort, Throwable failure) {
      try {
        UninterruptedCall.run(UninterruptedCall.GRACE, () -> {
          abort.run();
          return version;
        });
        record.clear();
        return true;
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
        return false;
      }
    }
  }

  private static boolean isRejectedSession(Throwable failure) {
    return failure instanceof RequestFailedException rejected
        && HttpErrors.isRejection(rejected);
  }

  private static Set<UserPath> pathsOfOwnFiles(Manifest manifest) {
    return manifest.files()
        .entrySet()
        .stream()
        .filter(file -> !file.getValue().isLink())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
