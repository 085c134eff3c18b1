package io.gypsum.server.operation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Manifest;
import io.gypsum.core.document.ManifestEntry;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.store.StoreException;
import io.gypsum.store.lock.HeldLock;
import io.gypsum.store.lock.Operation;

/** Completes uploads. */
public final class Completion {
  private final Environment env;
  private final VersionHistory history;

  public Completion(Environment env) {
    this.env = env;
    this.history = new VersionHistory(env.bucket());
  }

  /**
   * Publishes the uploaded version, or puts it on probation, and unlocks the project. May be repeated, even while it
   * runs or after it failed: it takes effect once.
   *
   * @throws GypsumException FORBIDDEN if the session has ended, or if the user may no longer upload, which ends it; INVALID
   *     if files are missing or have another size, after which the session stays usable
   * @throws StoreException if the received files may not be durable; nothing is published unless the outcome is unknown
   */
  public void complete(AssetVersion version, String sessionToken) {
    complete(version, sessionToken, login -> {});
  }

  /**
   * Like {@link #complete(AssetVersion, String)}.
   *
   * @param uploader receives the login of the user who started the upload, once the session token was verified
   */
  public void complete(AssetVersion version, String sessionToken, Consumer<String> uploader) {
    HeldLock lock = env.rights().requireSession(version, sessionToken);
    uploader.accept(lock.journal().user());
    if (lock.isCommitted()) {
      if (!lock.isFor(Operation.COMPLETE)) {
        throw env.rights().ended(version, lock.sessionHash());
      }
      env.locks().awaitEnd(lock);
      return;
    }
    try {
      env.locks().commit(lock, Operation.COMPLETE, plan(lock, version));
    } catch (StoreException | UploadRights.RightLostException e) {
      throw e;
    } catch (GypsumException e) {
      if (env.sessions().isUploading(version, sessionToken)) {
        throw e;
      }
      // Another request of this session has committed; what was read may have changed. Wait for its end.
      complete(version, sessionToken, uploader);
    }
  }

  private List<Step> plan(HeldLock lock, AssetVersion version) {
    Summary summary =
        env.bucket().summary(version).orElseThrow(() -> lost(version, "summary"));
    Manifest manifest =
        env.bucket().manifest(version).orElseThrow(() -> lost(version, "manifest"));
    ReceivedFiles received =
        SessionWrites.of(env.store(), lock)
            .secure(
                ReceivedFiles.find(env.store(), version, lock.sessionHash())
                    .stageFilesInVersion(env.store(), manifest),
                manifest);
    // Checked after the listing, which may take long, and before the client is asked to send missing files.
    UploadRight right = env.rights().requireNow(lock, version);
    received.require(manifest);
    List<Step> steps = new ArrayList<>();
    if (received.hasMoreThan(manifest)) {
      steps.add(new Step.DeleteUndeclared(version));
    }
    if (received.hasBundles()) {
      steps.add(new Step.UnpackBundles(version, received.staging()));
    }
    if (received.hasStaged()) {
      steps.add(new Step.CopyStaged(version, received.staging()));
    }
    if (manifest.files().values().stream().anyMatch(ManifestEntry::isLink)) {
      steps.add(new Step.WriteLinks(version));
    }
    Instant finish = env.now();
    Summary finished =
        (right == UploadRight.UNTRUSTED ? summary.onlyProbational() : summary).finishedAt(finish);
    steps.add(
        Step.put(
            BucketLayout.usage(version.project()),
            env.bucket().requireUsage(version.project()).plus(manifest.ownBytes())));
    steps.add(Step.put(BucketLayout.summary(version), finished));
    if (finished.isPublished()) {
      boolean latest =
          history.becomesLatest(version, finished, () -> env.locks().requireHeld(lock));
      if (latest) {
        steps.add(
            Step.put(BucketLayout.latest(version.projectAsset()), new Latest(version.version())));
      }
      steps.add(env.log(new ChangeLogEntry.AddVersion(version, latest)));
    } else {
      steps.add(env.internalLog(InternalChange.ADD_PROBATIONAL_VERSION.entry(version)));
    }
    if (received.hasStaged()) {
      steps.add(new Step.DeleteBelow(received.staging()));
    }
    return steps;
  }

  private static GypsumException lost(AssetVersion version, String document) {
    return new GypsumException(
        GypsumException.Kind.CORRUPT,
        "the upload of '" + version + "' has no " + document + "; abort it and start again");
  }
}
