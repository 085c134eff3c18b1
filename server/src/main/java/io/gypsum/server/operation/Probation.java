package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.gypsum.core.GypsumException;
import io.gypsum.core.UnknownResourceException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.Operation;
import io.gypsum.store.purge.Purge;

/** Approves and rejects versions on probation. */
public final class Probation {
  private final Environment env;
  private final VersionHistory history;

  /** Why a user may decide about a version on probation. */
  public enum ReviewRole {
    /** An owner or administrator, who may approve and reject it. */
    MANAGER,
    /** The uploader of the version, who may reject it. */
    UPLOADER
  }

  public Probation(Environment env) {
    this.env = env;
    this.history = new VersionHistory(env.bucket());
  }

  /**
   * Returns what a user may do with a version.
   *
   * @param summary of the version
   * @throws GypsumException FORBIDDEN if the user may neither approve nor reject it
   */
  public ReviewRole role(User user, AssetVersion version, Summary summary) {
    boolean isManager =
        env.roles().isAdministrator(user)
            || env.roles()
                .authorization()
                .mayManage(user, env.bucket().requirePermissions(version.project()).document());
    if (isManager) {
      return ReviewRole.MANAGER;
    }
    if (!isUploader(user, summary)) {
      throw mayNotReview(user, version);
    }
    return ReviewRole.UPLOADER;
  }

  private static boolean isUploader(User user, Summary summary) {
    return summary.uploadUserId().equals(user.login());
  }

  private static GypsumException mayNotReview(User user, AssetVersion version) {
    return GypsumException.forbidden(
        "'" + user.login() + "' is neither an owner of project '" + version.project()
            + "' nor an administrator nor the uploader of '" + version + "'");
  }

  /**
   * Publishes a version on probation.
   *
   * @throws GypsumException FORBIDDEN unless {@code user} is an owner or administrator; LOCKED; INVALID if the version does
   *     not exist or is not on probation
   */
  public void approve(User user, AssetVersion version) {
    approve(user, version, summary -> {});
  }

  /**
   * Publishes a version on probation, as {@link #approve(User, AssetVersion)} does.
   *
   * @param check receives the summary of the version when it can no longer change; nothing is changed if it throws
   */
  public void approve(User user, AssetVersion version, Consumer<Summary> check) {
    if (!env.roles().isAdministrator(user)) {
      env.roles()
          .requireManager(
              user, version.project(),
              env.bucket().requirePermissions(version.project()).document());
    }
    env.underLock(
        version.project(),
        Operation.APPROVE,
        user,
        lock -> {
          Summary summary = requireOnProbation(version);
          check.accept(summary);
          Summary approved = summary.approved();
          boolean latest =
              history.becomesLatest(version, approved, () -> env.locks().requireHeld(lock));
          List<Step> steps = new ArrayList<>();
          steps.add(Step.put(BucketLayout.summary(version), approved));
          if (latest) {
            steps.add(
                Step.put(
                    BucketLayout.latest(version.projectAsset()), new Latest(version.version())));
          }
          steps.add(env.log(new ChangeLogEntry.AddVersion(version, latest)));
          env.locks().commit(lock, Operation.APPROVE, steps);
          return version;
        });
  }

  /**
   * Deletes a version on probation and subtracts its size from the usage.
   *
   * @throws GypsumException FORBIDDEN if {@code user} has no role in the project; LOCKED; INVALID if the version does not
   *     exist, is not on probation or, unless {@code user} manages the project, was uploaded by another user
   */
  public void reject(User user, AssetVersion version) {
    reject(user, version, summary -> {});
  }

  /**
   * Deletes a version on probation, as {@link #reject(User, AssetVersion)} does.
   *
   * @param check as for {@link #approve(User, AssetVersion, Consumer)}
   */
  public void reject(User user, AssetVersion version, Consumer<Summary> check) {
    boolean manager = mayReject(user, version);
    env.underLock(
        version.project(),
        Operation.REJECT,
        user,
        lock -> {
          Summary summary = requireOnProbation(version);
          if (!manager && !isUploader(user, summary)) {
            throw GypsumException.invalid(
                "version '" + version + "' was uploaded by '" + summary.uploadUserId()
                    + "'; only this uploader, an owner or an administrator can reject it");
          }
          check.accept(summary);
          env.locks()
              .commit(
                  lock, Operation.REJECT,
                  Purge.stepsToReject(
                      env.bucket(), version, env.internalLogKey(),
                      () -> env.locks().requireHeld(lock)));
          return version;
        });
  }

  /** Returns true if {@code user} may reject any version, false if only their own. */
  private boolean mayReject(User user, AssetVersion version) {
    if (env.roles().isAdministrator(user)) {
      return true;
    }
    Permissions permissions = env.bucket().requirePermissions(version.project()).document();
    if (env.roles().authorization().mayManage(user, permissions)) {
      return true;
    }
    Optional<Summary> summary = env.bucket().summary(version);
    if (!Authorization.isUploader(user, permissions)
        && summary.filter(found -> isUploader(user, found)).isEmpty()) {
      throw mayNotReview(user, version);
    }
    return false;
  }

  private Summary requireOnProbation(AssetVersion version) {
    Summary summary =
        env.bucket()
            .read(BucketLayout.summary(version), Summary::read)
            .map(StoredDocument::document)
            .orElseThrow(
                () -> new UnknownResourceException("version '" + version + "' does not exist"));
    if (!summary.isFinished()) {
      throw GypsumException.invalid("the upload of version '" + version + "' is not finished");
    }
    if (!summary.isOnProbation()) {
      throw GypsumException.invalid("version '" + version + "' is not on probation");
    }
    return summary;
  }
}
