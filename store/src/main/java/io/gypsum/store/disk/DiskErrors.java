package io.gypsum.store.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

import io.gypsum.core.retry.CallOutcome;
import io.gypsum.store.StoreException;

/** DiskErrors of the local disk in words that may leave the machine: never a path, which the cause keeps. */
final class DiskErrors {
  private DiskErrors() {}

  /** @param tried what was tried, as it follows "cannot": {@code write 'key'} */
  static StoreException of(String tried, CallOutcome outcome, IOException cause) {
    Reason reason = reason(cause);
    String unknown = outcome == CallOutcome.UNKNOWN
        ? "; whether it was done is not known, so read it again"
        : "";
    return new StoreException(
        "cannot " + tried + ": " + reason.words + unknown, outcome, reason.retryable, cause);
  }

  /** As channels fail when their thread is interrupted; keeps the interrupt for the caller. */
  static IOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    IOException failure = new ClosedByInterruptException();
    failure.initCause(cause);
    return failure;
  }

  private static Reason reason(IOException cause) {
    if (cause instanceof ClosedByInterruptException
        || cause instanceof FileLockInterruptionException) {
      return Reason.INTERRUPTED;
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
    TOO_MANY_FILES("Too many open files", true, "too many files are open; try again later"),
    INTERRUPTED("", false, "the call was interrupted"),
    OTHER("", false, "the disk reported an error, which the server's log shows");

    /** How the system says it, in the C and English locales. */
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
