package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gypsum.core.GypsumException;
import io.gypsum.core.decision.Authorization;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.Latest;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Summary;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.store.lock.Operation;
import io.gypsum.store.bucket.StoredDocument;

/** The fate of versions that wait for an owner's word. */
public final class Probation {
  private final Environment env;
  private final VersionHistory history;

  public Probation(Environment env) {
    this.env = env;
    this.history = new VersionHistory(env.bucket());
  }

  /**
   * Makes a probational version a version like any other.
   *
   * @throws GypsumException FORBIDDEN unless owner or administrator; LOCKED; INVALID when it is not there or not on
   *     probation
   */
  public void approve(User user, AssetVersion version) {
    if (!env.access().isAdministrator(user)) {
      env.access()
          .requireManager(
              user, version.project(),
              env.bucket().requirePermissions(version.project()).document());
    }
    Locked.run(
        env,
        version.project(),
        Operation.APPROVE,
        user,
        lock -> {
          Summary approved = requireProbational(version).approved();
          boolean latest = history.becomesLatest(version, approved);
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
   * Deletes a probational version and gives its bytes back.
   *
   * @throws GypsumException FORBIDDEN to strangers; LOCKED; INVALID when it is not there, not on probation or, unless
   *     {@code user} manages the project, another uploader's
   */
  public void reject(User user, AssetVersion version) {
    boolean manager = mayReject(user, version);
    Locked.run(
        env,
        version.project(),
        Operation.REJECT,
        user,
        lock -> {
          Summary summary = requireProbational(version);
          if (!manager && !summary.uploadUserId().equals(user.login())) {
            throw GypsumException.invalid(
                "version '" + version + "' was uploaded by '" + summary.uploadUserId()
                    + "': only they, an owner or an administrator can reject it");
          }
          long bytes = Refresh.userBytes(env.store(), BucketLayout.below(version));
          env.locks()
              .commit(
                  lock,
                  Operation.REJECT,
                  List.of(
                      new Step.DeleteBelow(BucketLayout.below(version)),
                      Step.put(
                          BucketLayout.usage(version.project()),
                          env.bucket().requireUsage(version.project()).minus(bytes))));
          return version;
        });
  }

  /** @return whether {@code user} may reject any version, rather than only those of their own */
  private boolean mayReject(User user, AssetVersion version) {
    if (env.access().isAdministrator(user)) {
      return true;
    }
    Permissions permissions = env.bucket().requirePermissions(version.project()).document();
    if (env.access().authorization().mayManage(user, permissions)) {
      return true;
    }
    Optional<Summary> summary = env.bucket().summary(version);
    if (!Authorization.isUploader(user, permissions)
        && summary.filter(s -> s.uploadUserId().equals(user.login())).isEmpty()) {
      throw GypsumException.forbidden(
          "'" + user.login() + "' is neither an owner of project '" + version.project()
              + "' nor an administrator nor the uploader of '" + version + "'");
    }
    return false;
  }

  private Summary requireProbational(AssetVersion version) {
    Summary summary =
        env.bucket()
            .read(BucketLayout.summary(version), Summary::read)
            .map(StoredDocument::document)
            .orElseThrow(() -> GypsumException.invalid("there is no version '" + version + "'"));
    if (!summary.isFinished()) {
      throw GypsumException.invalid("the upload of version '" + version + "' is not finished");
    }
    if (!summary.isOnProbation()) {
      throw GypsumException.invalid("version '" + version + "' is not on probation");
    }
    return summary;
  }
}
