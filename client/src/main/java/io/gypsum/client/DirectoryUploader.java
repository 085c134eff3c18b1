package io.gypsum.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.gypsum.client.UploadSession.FileToSend;
import io.gypsum.client.bucket.DocumentFetcher;
import io.gypsum.client.cache.CacheDirectory;
import io.gypsum.client.failure.RequestFailedException;
import io.gypsum.client.http.BearerToken;
import io.gypsum.client.http.ServerUrl;
import io.gypsum.core.GypsumException;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.UserPath;

/**
 * UploadRequests of whole directories that may be killed at any moment: the same asked again ends as if nothing had been, and
 * sends only what is missing. An {@link UploadRecord} tells the later run what the earlier one did:
 *
 * <pre>
 * killed before the server was asked to start     nothing is known, nothing is there: starts
 *        before its answer was noted              starts; if the project is locked for just that, unlocks it first
 *        while files were sent                    sends the others and completes
 *        before the end was noted                 the session is gone and the version is as announced: done
 * </pre>
 *
 * <p>When the directory has changed since, the old session is aborted and a new one started.
 */
final class DirectoryUploader {
  private final UploadRequests uploads;
  private final DocumentFetcher documents;
  private final ProjectAdministration administration;
  private final CacheDirectory cache;
  private final ServerUrl server;

  DirectoryUploader(
      UploadRequests uploads, DocumentFetcher documents, ProjectAdministration administration, CacheDirectory cache,
      ServerUrl server) {
    this.uploads = uploads;
    this.documents = documents;
    this.administration = administration;
    this.cache = cache;
    this.server = server;
  }

  /** The record is taken before the files are read, since reading may take hours and a second run would do it in vain. */
  UploadReport upload(
      AssetVersion version, Path directory, UploadOptions options, int concurrency,
      BearerToken token) {
    try (UploadRecord record = UploadRecord.open(cache.upload(server.base(), version), version)) {
      List<UploadFile> files =
          DirectoryUpload.prepare(
              directory, options.prepare(), cache, DirectoryUpload.fitting(version));
      UploadPlan announced = new UploadPlan(version, files, options.onProbation());
      return new Run(announced, directory, concurrency, token, record).run();
    }
  }

  /** One run; how far earlier ones got is in the record. */
  private final class Run {
    private final UploadPlan announced;
    private final AssetVersion version;
    private final Path directory;
    private final int concurrency;
    private final BearerToken token;
    private final UploadRecord record;
    private boolean completing;
    private boolean keeping;

    private Run(
        UploadPlan announced, Path directory, int concurrency, BearerToken token,
        UploadRecord record) {
      this.announced = announced;
      this.version = announced.version();
      this.directory = directory;
      this.concurrency = concurrency;
      this.token = token;
      this.record = record;
    }

    UploadReport run() {
      UploadRecord.Earlier earlier = record.earlier().orElse(null);
      if (earlier == null) {
        return begin(false);
      }
      UploadSession session = earlier.session();
      if (session == null) {
        return begin(true);
      }
      if (!earlier.announced().equals(announced.digest())) {
        abandon(session);
        return begin(false);
      }
      return resume(session, earlier.sent());
    }

    private UploadReport begin(boolean askedBefore) {
      record.starts(announced.digest());
      UploadSession session = start(askedBefore);
      record.started(session);
      try {
        return finish(session, session.toSend());
      } catch (RuntimeException | Error e) {
        abandonAfter(session, e);
        throw e;
      }
    }

    /** A session that the server does not want any more is either at its good end, or replaced by a new one. */
    private UploadReport resume(UploadSession session, Set<UserPath> sent) {
      List<FileToSend> missing =
          session.toSend().stream().filter(file -> !sent.contains(file.path())).toList();
      try {
        return finish(session, missing);
      } catch (RuntimeException | Error e) {
        if (!isRefusal(e)) {
          abandonAfter(session, e);
          throw e;
        }
      }
      Manifest finished = uploads.finished(version).filter(announced::isMetBy).orElse(null);
      if (finished != null) {
        record.clear();
        return UploadReport.of(announced.files(), ownPaths(finished));
      }
      abandon(session);
      return begin(false);
    }

    /** Cleans nothing up when it fails. */
    private UploadReport finish(UploadSession session, List<FileToSend> missing) {
      keeping = false;
      completing = false;
      try {
        uploads.sendFiles(session, missing, directory, concurrency, record::sent);
        completing = true;
        uploads.complete(session);
      } catch (RequestFailedException e) {
        keeping = isWorthKeeping(session, e);
        throw keeping
            ? e.withAdvice("what was sent is kept for a while: do the same again to go on")
            : e;
      }
      record.clear();
      return UploadReport.of(announced.files(), session.pathsToSend());
    }

    /**
     * Big files that have got far are not given up because the network or the server is bad for a while; nor is anything
     * that only had to be completed. What may be complete all the same is not either: nothing is cleaned up on a guess.
     */
    private boolean isWorthKeeping(UploadSession session, RequestFailedException failure) {
      if (completing) {
        return failure.isRetryable() || failure.mayHaveHappened();
      }
      return failure.isRetryable() && session.toSend().stream().anyMatch(f -> f.parts() != null);
    }

    private UploadSession start(boolean askedBefore) {
      try {
        return uploads.start(version, announced.files(), announced.onProbation(), token);
      } catch (RequestFailedException e) {
        if (askedBefore && e.kind() == GypsumException.Kind.FORBIDDEN && isLockedForThis()) {
          endOwnLock(e);
          return uploads.start(version, announced.files(), announced.onProbation(), token);
        }
        if (!e.mayHaveHappened()) {
          record.clear();
        }
        throw e;
      }
    }

    private boolean isLockedForThis() {
      return documents.find(BucketLayout.lock(version.project()), Lock::read)
          .filter(lock -> version.asset().value().equals(lock.asset()))
          .filter(lock -> version.version().value().equals(lock.version()))
          .isPresent();
    }

    /**
     * Gives up the session that only the lost answer had the key to. What the server noted at its start tells it from
     * somebody else's upload of the same version.
     */
    private void endOwnLock(RequestFailedException locked) {
      boolean own =
          documents.find(BucketLayout.manifest(version), Manifest::read)
              .filter(announced::isMetBy)
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
          "cannot " + UploadRequests.startAsked(version) + ": project '" + version.project()
              + "' is locked for that already, most likely by an earlier run on this machine that"
              + " was stopped as it began. Wait until the server gives that up, or ask an owner or"
              + " administrator to unlock the project; then do the same again",
          locked);
    }

    /** Nothing of the session stays on the server. */
    private void abandon(UploadSession session) {
      try {
        uploads.abort(session);
      } catch (RequestFailedException e) {
        // The server does not know the session any more: there is nothing to give up.
        if (e.kind() != GypsumException.Kind.FORBIDDEN) {
          throw e;
        }
      }
      record.clear();
    }

    /**
     * Not when a later run is to go on: then the record stays, as it does when the server cannot be told. A thread that
     * was interrupted stays so, but aborts first.
     */
    private void abandonAfter(UploadSession session, Throwable failure) {
      if (keeping) {
        return;
      }
      boolean interrupted = Thread.interrupted();
      try {
        abandon(session);
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static boolean isRefusal(Throwable failure) {
    return failure instanceof RequestFailedException refused
        && (refused.kind() == GypsumException.Kind.FORBIDDEN
            || refused.kind() == GypsumException.Kind.INVALID);
  }

  private static Set<UserPath> ownPaths(Manifest manifest) {
    return manifest.files()
        .entrySet()
        .stream()
        .filter(file -> !file.getValue().isLink())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
