package io.gypsum.client.failure;

import java.io.IOException;
import java.nio.file.Path;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory on this machine could not be read or written, or is not what it must be.
 *
 * <pre>{@code
 * try {
 *   gypsum.uploadDirectory(newVersion, Path.of("no-such-directory"));
 * } catch (LocalFileException e) {
 *   String told = e.getMessage();
 * }
 * }</pre>
 */
public final class LocalFileException extends GypsumException {
  private static final long serialVersionUID = 1;

  /** Unlike other failures, this one is about this machine and its message names the path. */
  private LocalFileException(
      Kind kind, Path path, String problem, @Nullable Throwable cause) {
    super(kind, "'" + path + "' " + problem, cause);
  }

  /** What is there cannot be used as asked. */
  public static LocalFileException refused(Path path, String problem) {
    return new LocalFileException(Kind.INVALID, path, problem, null);
  }

  /** @param action what was tried: {@code read}, {@code written} */
  public static LocalFileException failed(Path path, String action, IOException cause) {
    String reason = cause.getMessage();
    return new LocalFileException(
        Kind.UNAVAILABLE, path,
        "cannot be " + action + " (" + cause.getClass().getSimpleName()
            + (reason == null ? "" : ": " + reason)
            + ")",
        cause);
  }
}
