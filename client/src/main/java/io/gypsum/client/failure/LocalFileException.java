package io.gypsum.client.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
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

  private final String path;
  private final String problem;

  private LocalFileException(
      Kind kind, String path, String problem, @Nullable Throwable cause) {
    super(kind, "'" + path + "' " + problem, cause);
    this.path = path;
    this.problem = problem;
  }

  /** Returns the message without the path of the file. */
  public String problem() {
    return problem;
  }

  /** Returns a failure of kind INVALID: the file exists but is unsuitable. */
  public static LocalFileException refused(Path path, String problem) {
    return new LocalFileException(Kind.INVALID, path.toString(), problem, null);
  }

  /** Returns a failure of kind NOT_FOUND: the file does not exist. */
  public static LocalFileException missing(Path path, String problem) {
    return new LocalFileException(Kind.NOT_FOUND, path.toString(), problem, null);
  }

  /**
   * Returns a failure of kind UNAVAILABLE: an operation on the file failed.
   *
   * @param action what was tried, as a participle: {@code read}, {@code written}
   */
  public static LocalFileException failed(Path path, String action, IOException cause) {
    return new LocalFileException(
        Kind.UNAVAILABLE, path.toString(),
        "cannot be " + action + " (" + messageOf(path, cause) + ")", cause);
  }

  /** Returns this failure with advice at the end of its message. */
  public LocalFileException withAdvice(String advice) {
    return new LocalFileException(kind(), path, problem + "; " + advice, this);
  }

  private static String messageOf(Path path, IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "it, or a directory above it, does not exist";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "another file or directory has that name";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied" + ownerOf(path);
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Describes the owner of a file, or of the closest directory above it that exists; empty if that cannot be determined. */
  private static String ownerOf(Path path) {
    for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      try {
        String owner = Files.getOwner(at).getName();
        return at.equals(path.toAbsolutePath())
            ? "; it belongs to the user '" + owner + "'"
            : "; the directory '" + at + "' belongs to the user '" + owner + "'";
      } catch (NoSuchFileException e) {
        // The directory above may exist.
      } catch (IOException | UnsupportedOperationException e) {
        return "";
      }
    }
    return "";
  }
}
