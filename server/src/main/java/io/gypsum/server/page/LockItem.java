package io.gypsum.server.page;

import java.time.Instant;

import io.gypsum.core.Printable;
import io.gypsum.server.format.Sentence;
import io.gypsum.server.format.ShownTime;
import io.gypsum.server.lock.LockedProject;
import io.gypsum.server.lock.LockedProject.Holding;
import org.jspecify.annotations.Nullable;

/**
 * The lock of a project as the page shows it: who holds it, since when, for which operation, and what unlocking does.
 *
 * @param sessionHash identifies the lock
 * @param operation what is being done, such as {@code upload of 'p/a/v1'}, printable; empty if the lock cannot be read
 * @param user who requested it, printable; empty if unknown
 * @param times null if unknown
 * @param effect what unlocking does, in sentences
 * @param problem why an attempt to unlock was refused, or why the lock cannot be read; null for none
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

  /** @param problem why an attempt to unlock was refused; null for none */
  public static LockItem of(LockedProject lock, Instant now, @Nullable String problem) {
    boolean hasVersion = lock.asset() != null && lock.version() != null;
    String version = hasVersion ? " of '" + Printable.value(lock.subject()) + "'" : "";
    Holding holding = lock.holding();
    if (holding == null) {
      return new LockItem(
          lock.session(), (hasVersion ? "an upload" + version : "an operation")
              + " of other server software",
          "", null,
          "Unlocking removes the lock. The other software may still be writing, so make sure that it"
              + " has stopped. An upload that is not complete is deleted.",
          problem);
    }
    return new LockItem(
        lock.session(), Printable.value(holding.operation()) + version,
        Printable.value(holding.user()),
        new Times(
            new ShownTime(holding.since()), new ShownTime(holding.until()), lock.isExpired(now)),
        effect(holding, hasVersion), problem);
  }

  /** @param reason why the lock cannot be read */
  public static LockItem unreadable(String reason) {
    return new LockItem("", "", "", null, "", Sentence.of(reason));
  }

  /** Returns whether the operation is known, so that it can be ended. */
  public boolean isReadable() {
    return !operation.isEmpty();
  }

  private static String effect(Holding holding, boolean isUpload) {
    if (holding.isCommitted()) {
      return "The operation has already taken effect and is being completed. Unlocking waits for its end, and"
          + " completes it if its server has stopped. Nothing is undone.";
    }
    return isUpload
        ? "Unlocking ends the upload: everything that was sent is deleted, and the uploader has to start"
            + " again. Other versions are not affected."
        : "Unlocking cancels the operation before it has changed anything.";
  }
}
