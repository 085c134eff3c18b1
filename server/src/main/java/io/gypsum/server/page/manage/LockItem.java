package io.gypsum.server.page.manage;

import java.time.Instant;

import io.gypsum.core.Printable;
import io.gypsum.core.document.Journal;
import io.gypsum.core.document.Lock;
import io.gypsum.core.name.ProjectName;
import io.gypsum.server.page.format.ShownTime;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a project as the page shows it: who holds it, since when, for which operation, and what unlocking does.
 *
 * @param sessionHash identifies the lock
 * @param operation what is being done, such as {@code upload of 'p/a/v1'}, printable
 * @param user who requested it, printable; empty if unknown
 * @param times null if unknown
 * @param effect what unlocking does, in sentences
 * @param problem why an attempt to unlock was refused; null for none
 */
public record LockItem(
    String sessionHash, String operation, String user, @Nullable Times times, String effect,
    @Nullable String problem) {

  /**
   * The times of a lock.
   *
   * @param until when the lease ends
   * @param isExpired whether {@code until} is in the past, so that the next operation ends this one
   */
  public record Times(ShownTime since, ShownTime until, boolean isExpired) {}

  static LockItem of(ProjectName project, Lock lock, Instant now, @Nullable String problem) {
    Journal journal = lock.journal();
    String version =
        lock.asset() == null || lock.version() == null
            ? ""
            : " of '" + Printable.value(project + "/" + lock.asset() + "/" + lock.version()) + "'";
    if (journal == null) {
      return new LockItem(
          lock.sessionHash(), (version.isEmpty() ? "an operation" : "an upload" + version)
              + " of other server software",
          "", null,
          "Unlocking removes the lock. The other software may still be writing, so make sure that it"
              + " has stopped. An upload that is not complete is deleted.",
          problem);
    }
    return new LockItem(
        lock.sessionHash(), Printable.value(journal.operation()) + version,
        Printable.value(journal.user()),
        new Times(
            new ShownTime(journal.since()), new ShownTime(journal.until()),
            journal.isExpired(now)),
        effect(journal, !version.isEmpty()), problem);
  }

  private static String effect(Journal journal, boolean isUpload) {
    if (journal.isCommitted()) {
      return "The operation has already taken effect and is being completed. Unlocking waits for its end, and"
          + " completes it if its server has stopped. Nothing is undone.";
    }
    return isUpload
        ? "Unlocking ends the upload: everything that was sent is deleted, and the uploader has to start"
            + " again. Other versions are not affected."
        : "Unlocking cancels the operation before it has changed anything.";
  }
}
