package io.gypsum.server.operation;

import java.util.ArrayList;
import java.util.List;

import io.gypsum.core.GypsumException;
import io.gypsum.core.Printable;
import io.gypsum.core.decision.UploadRight;
import io.gypsum.core.decision.User;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.document.Permissions;
import io.gypsum.core.document.Quota;
import io.gypsum.core.document.Usage;
import io.gypsum.core.name.AssetVersion;
import io.gypsum.store.bucket.StoredDocument;

/**
 * Determines whether an upload could start, without starting it, so that a page can report obstacles before it reads the
 * files.
 */
public final class UploadChecks {
  private final Environment env;

  public UploadChecks(Environment env) {
    this.env = env;
  }

  /**
   * The result of a check. The start of the upload checks everything again.
   *
   * @param refusals why the upload cannot start now, as sentences
   * @param notes what may prevent it, as sentences
   */
  public record CheckedUpload(UploadOutlook outlook, List<String> refusals, List<String> notes) {
    public CheckedUpload {
      refusals = List.copyOf(refusals);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Returns what will happen to an upload by this user.
   *
   * @param wantsProbation whether the user has chosen probation
   * @throws GypsumException NOT_FOUND if the project does not exist
   */
  public UploadOutlook outlook(User user, AssetVersion version, boolean wantsProbation) {
    Permissions permissions = env.bucket().requirePermissions(version.project()).document();
    return UploadOutlook.of(
        env.roles().authorization(), user, permissions, version, wantsProbation, env.now());
  }

  /**
   * Checks an upload.
   *
   * @param wantsProbation whether the user has chosen probation
   * @param bytes the size of all files; those that become links do not count for the quota
   * @throws GypsumException NOT_FOUND if the project does not exist
   */
  public CheckedUpload check(
      User user, AssetVersion version, boolean wantsProbation, long bytes) {
    UploadOutlook outlook = outlook(user, version, wantsProbation);
    List<String> refusals = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    if (outlook.right() == UploadRight.NONE) {
      refusals.add(outlook.text());
    }
    if (env.bucket().summary(version).isPresent()) {
      refusals.add(
          "version '" + version + "' already exists; versions are immutable, choose another name");
    }
    checkLock(version, notes);
    checkQuota(version, bytes, notes);
    return new CheckedUpload(outlook, refusals, notes);
  }

  private void checkLock(AssetVersion version, List<String> notes) {
    Lock lock = env.bucket().lock(version.project()).map(StoredDocument::document).orElse(null);
    if (lock != null) {
      Journal journal = lock.journal();
      notes.add(
          "project '" + version.project() + "' is locked"
              + (journal == null ? "" : " by '" + Printable.value(journal.user()) + "'")
              + ", probably by another upload; this one can start when that has ended");
    }
  }

  private void checkQuota(AssetVersion version, long bytes, List<String> notes) {
    Quota quota =
        env.bucket()
            .quota(version.project())
            .map(StoredDocument::document)
            .orElseGet(() -> Quota.defaultFor(env.thisYear()));
    Usage usage = env.bucket().requireUsage(version.project());
    if (!quota.admits(usage, bytes, env.thisYear())) {
      notes.add(
          "the project uses " + usage.totalBytes() + " of " + quota.limitBytes(env.thisYear())
              + " bytes; the files (" + bytes
              + " bytes) fit only if enough of them are identical to files of the latest version");
    }
  }
}
