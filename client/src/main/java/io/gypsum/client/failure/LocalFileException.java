package io.gypsum.client.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory on this machine cannot be read or written, or is unsuitable. Unlike other failures, its message contains
 * a local path.
 *
 * <pre>{@code
 * try {
 *   gypsum.uploadDirectory(newVersion, Path.of("no-such-directory"));
 * } catch (LocalFileException e) {
 *   String message = e.getMessage();
 * }
 * }</pre>
 */
public final class LocalFileException extends GypsumException {
  private static final long serialVersionUID = 1;

  private LocalFileException(
      Kind kind, Path path, String problem, @Nullable Throwable cause) {
    super(kind, "'" + path + "' " + problem, cause);
  }

  /** Returns a failure of kind INVALID: the file exists but is unsuitable. */
  public static LocalFileException refused(Path path, String problem) {
    return new LocalFileException(Kind.INVALID, path, problem, null);
  }

  /**
   * Returns a failure of kind UNAVAILABLE: an operation on the file failed.
   *
   * @param action what was tried, as a participle: {@code read}, {@code written}
   */
  public static LocalFileException failed(Path path, String action, IOException cause) {
    return new LocalFileException(
        Kind.UNAVAILABLE, path, "cannot be " + action + " (" + messageOf(cause) + ")", cause);
  }

  private static String messageOf(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "it, or a directory above it, does not exist";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "another file or directory has that name";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
