package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;

/** Translates failures of the local disk to messages without paths, which only their cause contains. */
final class DiskErrors {
  private DiskErrors() {}

  /** @param action completes "cannot …", for example {@code write 'key'} */
  static StoreException of(String action, CallOutcome outcome, IOException cause) {
    Reason reason = reason(cause);
    String unknown = outcome == CallOutcome.UNKNOWN
        ? "; it may have taken effect anyway, read the object to find out"
        : "";
    String message = "cannot " + action + ": " + reason.words + unknown;
    return isFull(reason)
        ? StoreException.noSpace(message, outcome, cause)
        : new StoreException(message, outcome, reason.retryable, cause);
  }

  /** Returns the failure of a sync of many files: it is unknown which of them are durable. */
  static StoreException ofSync(IOException cause) {
    Reason reason = reason(cause);
    String message =
        "some files that were received may have been lost: " + reason.words
            + "; try again, and the files are verified";
    return isFull(reason)
        ? StoreException.noSpace(message, CallOutcome.UNKNOWN, cause)
        : new StoreException(message, CallOutcome.UNKNOWN, true, cause);
  }

  /** Returns the exception of an interrupted channel, and sets the interrupt status of the thread again. */
  static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    IOException failure = new ClosedByInterruptException();
    failure.initCause(cause);
    return failure;
  }

  /** Returns whether the disk, or the part of it that the user may use, has no space left. */
  static boolean isFull(IOException failure) {
    return isFull(reason(failure));
  }

  /** Returns whether the cause of a failure is known, so that its message states more than that the disk failed. */
  static boolean isUnderstood(IOException failure) {
    return reason(failure) != Reason.OTHER;
  }

  private static boolean isFull(Reason reason) {
    return reason == Reason.FULL || reason == Reason.QUOTA;
  }

  private static Reason reason(IOException cause) {
    if (cause instanceof ClosedByInterruptException
        || cause instanceof FileLockInterruptionException) {
      return Reason.INTERRUPTED;
    }
    if (cause instanceof BucketPresence.BucketLostException) {
      return Reason.LOST;
    }
    if (cause instanceof AccessDeniedException) {
      return Reason.DENIED;
    }
    String system =
        cause instanceof FileSystemException file ? file.getReason() : cause.getMessage();
    if (system == null) {
      return Reason.OTHER;
    }
    for (Reason reason : Reason.values()) {
      if (!reason.system.isEmpty() && system.contains(reason.system)) {
        return reason;
      }
    }
    return Reason.OTHER;
  }

  private enum Reason {
    FULL("No space left on device", false, "the disk is full; free some space and try again"),
    QUOTA("Disk quota exceeded", false, "the disk quota is used up; free some space and try again"),
    READ_ONLY("Read-only file system", false, "the disk is mounted read-only"),
    DENIED(
        "Permission denied", false,
        "permission denied; the store's directory must belong to the server's user"),
    LOST(
        "", false,
        "the directory of the store no longer exists or was replaced; check that its file system is"
            + " mounted"),
    TOO_MANY_FILES("Too many open files", true, "too many files are open; try again later"),
    INTERRUPTED("", false, "the call was interrupted"),
    OTHER("", false, "the disk reported an error; see the server's log");

    /** Part of the operating system's message in the C and English locales. */
    private final String system;
    private final boolean retryable;
    private final String words;

    Reason(String system, boolean retryable, String words) {
      this.system = system;
      this.retryable = retryable;
      this.words = words;
    }
  }
}
