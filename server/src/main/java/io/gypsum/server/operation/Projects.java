package io.gypsum.server.operation;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.gypsum.core.GypsumException;
import io.gypsum.core.UnknownResourceException;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.ChangeLogEntry;
import io.gypsum.core.document.InternalChange;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.PermissionsChange;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.QuotaChange;
import io.gypsum.core.document.Step;
import io.gypsum.core.document.Usage;
import io.gypsum.core.json.JsonWritable;
import io.gypsum.core.name.BucketLayout;
import io.gypsum.core.name.Key;
import io.gypsum.core.name.ProjectName;
import io.gypsum.store.Content;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.Operation;

/** Creates projects, changes their permissions and quota, and deletes their locks. */
public final class Projects {
  /** Attempts to replace a document that other requests replace concurrently. */
  private static final int MAX_ATTEMPTS = 20;

  private final Environment env;

  public Projects(Environment env) {
    this.env = env;
  }

  /**
   * Creates a project. The caller has checked that {@code user} is an administrator.
   *
   * @throws GypsumException INVALID if it exists, or for an invalid uploader
   */
  public void create(
      User user, ProjectName project, PermissionsChange permissions, QuotaChange quota) {
    env.store().requireSupported(BucketLayout.permissions(project));
    requireNew(project);
    Permissions newPermissions = permissions.applyTo(Permissions.NONE);
    try {
      env.underLock(
          project,
          Operation.CREATE,
          user,
          lock -> {
            requireNew(project);
            // Permissions after the others: they make the project exist, and then permissions and quota can be changed.
            List<Step> steps =
                List.of(
                    Step.put(
                        BucketLayout.quota(project),
                        quota.applyTo(Quota.defaultFor(env.thisYear()))),
                    Step.put(BucketLayout.usage(project), new Usage(0)),
                    Step.put(BucketLayout.permissions(project), newPermissions),
                    env.internalLog(InternalChange.CREATE_PROJECT.entry(project)));
            env.locks().commit(lock, Operation.CREATE, steps);
            return project;
          });
    } catch (GypsumException e) {
      if (e.kind() != GypsumException.Kind.LOCKED) {
        throw e;
      }
      throw new GypsumException(
          GypsumException.Kind.INVALID,
          "project '" + project + "' is being created or deleted right now", e);
    }
  }

  private void requireNew(ProjectName project) {
    if (env.bucket().permissions(project).isPresent()) {
      throw GypsumException.invalid("project '" + project + "' already exists");
    }
  }

  /**
   * Checks that {@code user} may manage the project, before the body of a request is read.
   *
   * @throws GypsumException NOT_FOUND if the project does not exist; FORBIDDEN
   */
  public void requireManager(User user, ProjectName project) {
    env.roles().requireManager(user, project, env.bucket().requirePermissions(project).document());
  }

  /** @throws GypsumException NOT_FOUND if the project does not exist; FORBIDDEN; INVALID for an invalid uploader */
  public void setPermissions(User user, ProjectName project, PermissionsChange change) {
    replace(
        BucketLayout.permissions(project),
        InternalChange.SET_PERMISSIONS.entry(project),
        () -> Optional.of(env.bucket().requirePermissions(project)),
        old -> {
          // Checked after every read: the role may have been revoked in the meantime.
          env.roles().requireManager(user, project, old);
          return change.applyTo(old);
        });
  }

  /** @throws GypsumException INVALID if the project does not exist */
  public void setQuota(ProjectName project, QuotaChange change) {
    requireProject(project);
    replace(
        BucketLayout.quota(project),
        InternalChange.SET_QUOTA.entry(project),
        () -> env.bucket().quota(project),
        change::applyTo);
  }

  /** @throws GypsumException INVALID if the project does not exist */
  public void requireProject(ProjectName project) {
    if (env.bucket().permissions(project).isEmpty()) {
      throw new UnknownResourceException("project '" + project + "' does not exist");
    }
  }

  /** Deletes the lock of the project, if there is one; see {@link io.gypsum.store.lock.ProjectLocks#unlock}. */
  public void unlock(User user, ProjectName project) {
    if (!env.roles().isAdministrator(user)) {
      requireManager(user, project);
    }
    env.locks().unlock(project);
  }

  private <T extends JsonWritable> void replace(
      Key key, ChangeLogEntry announced, Supplier<Optional<StoredDocument<T>>> read,
      UnaryOperator<T> change) {
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      StoredDocument<T> old =
          read.get()
              .orElseThrow(
                  () -> new UnknownResourceException(
                      "'" + key + "' does not exist: the project was deleted"));
      T changed = change.apply(old.document());
      if (attempt == 0) {
        // First, so that catalogues include the change even if this server crashes after it.
        PutResult _ =
            env.store()
                .put(env.internalLogKey(), Content.of(announced), PutCondition.OVERWRITE);
      }
      PutResult result =
          env.store()
              .put(
                  key, Content.of(changed),
                  new PutCondition.IfMatch(old.etag()));
      if (result.isWritten()) {
        return;
      }
    }
    throw new GypsumException(
        GypsumException.Kind.BUSY, "'" + key + "' is being changed by other requests; try again");
  }
}
