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
import io.gypsum.store.ETag;
import io.gypsum.store.PutCondition;
import io.gypsum.store.PutResult;
import io.gypsum.store.bucket.StoredDocument;
import io.gypsum.store.lock.Operation;
import org.jspecify.annotations.Nullable;

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

  /**
   * Returns the permissions of a project to a user who may change them.
   *
   * @throws GypsumException NOT_FOUND if the project does not exist; FORBIDDEN
   */
  public StoredDocument<Permissions> permissions(User user, ProjectName project) {
    StoredDocument<Permissions> permissions = env.bucket().requirePermissions(project);
    env.roles().requireManager(user, project, permissions.document());
    return permissions;
  }

  /**
   * Changes the permissions.
   *
   * @return what was changed
   * @throws GypsumException NOT_FOUND if the project does not exist; FORBIDDEN; INVALID for an invalid uploader
   */
  public PermissionsDifference setPermissions(
      User user, ProjectName project, PermissionsChange change) {
    return replacePermissions(user, project, change, null);
  }

  /**
   * Changes the permissions only if they are still those that the user has seen.
   *
   * @param expected the state of the document on which the change is based
   * @return what was changed
   * @throws ChangedMeanwhileException if the document has another state; nothing was changed
   * @throws GypsumException as {@link #setPermissions(User, ProjectName, PermissionsChange)}
   */
  public PermissionsDifference setPermissions(
      User user, ProjectName project, PermissionsChange change, ETag expected) {
    return replacePermissions(user, project, change, expected);
  }

  private PermissionsDifference replacePermissions(
      User user, ProjectName project, PermissionsChange change, @Nullable ETag expected) {
    Replaced<Permissions> replaced = replace(
        BucketLayout.permissions(project),
        InternalChange.SET_PERMISSIONS.entry(project),
        () -> {
          StoredDocument<Permissions> old = env.bucket().requirePermissions(project);
          // Checked after every read: the role may have been revoked in the meantime.
          env.roles().requireManager(user, project, old.document());
          requireUnchanged(
              "the permissions of project '" + project + "' were", old, expected);
          return Optional.of(old);
        },
        change::applyTo);
    return PermissionsDifference.between(replaced.before(), replaced.after());
  }

  /**
   * Changes the quota.
   *
   * @return what was changed, as a sentence
   * @throws GypsumException INVALID if the project does not exist
   */
  public String setQuota(ProjectName project, QuotaChange change) {
    return replaceQuota(project, change, null);
  }

  /**
   * Changes the quota only if it is still the one that the user has seen.
   *
   * @param expected the state of the document on which the change is based
   * @return what was changed, as a sentence
   * @throws ChangedMeanwhileException if the document has another state; nothing was changed
   * @throws GypsumException INVALID if the project does not exist
   */
  public String setQuota(ProjectName project, QuotaChange change, ETag expected) {
    return replaceQuota(project, change, expected);
  }

  private String replaceQuota(
      ProjectName project, QuotaChange change, @Nullable ETag expected) {
    requireProject(project);
    Replaced<Quota> replaced = replace(
        BucketLayout.quota(project),
        InternalChange.SET_QUOTA.entry(project),
        () -> {
          Optional<StoredDocument<Quota>> old = env.bucket().quota(project);
          old.ifPresent(
              quota -> requireUnchanged(
                  "the quota of project '" + project + "' was", quota, expected));
          return old;
        },
        change::applyTo);
    return QuotaDifference.between(replaced.before(), replaced.after());
  }

  private static void requireUnchanged(
      String what, StoredDocument<?> current, @Nullable ETag expected) {
    if (expected != null && !current.etag().equals(expected)) {
      throw ChangedMeanwhileException.ofDocument(what);
    }
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

  /**
   * Ends the operation that holds the lock, if it is the one that the user has seen. Succeeds if the project is not locked.
   *
   * @param sessionHash identifies the lock, see {@link io.gypsum.core.document.Lock}
   * @throws ChangedMeanwhileException if another operation holds the lock; it continues
   * @throws GypsumException as {@link #unlock(User, ProjectName)}
   */
  public void unlock(User user, ProjectName project, String sessionHash) {
    if (!env.roles().isAdministrator(user)) {
      requireManager(user, project);
    }
    if (!env.locks().unlock(project, sessionHash)) {
      throw new ChangedMeanwhileException(
          "another operation holds the lock of project '" + project
              + "' now; it was not ended: check the current lock and try again");
    }
  }

  /** A document before and after a change. */
  private record Replaced<T>(T before, T after) {}

  private <T extends JsonWritable> Replaced<T> replace(
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
        return new Replaced<>(old.document(), changed);
      }
    }
    throw new GypsumException(
        GypsumException.Kind.BUSY, "'" + key + "' is being changed by other requests; try again");
  }
}
