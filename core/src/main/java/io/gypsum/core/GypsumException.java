package io.gypsum.core;

import org.jspecify.annotations.Nullable;

/**
 * Anything that went wrong, told by kind. The message is written for the person who asked: what was tried, the value,
 * what was expected, what to do next. It never holds a token or a path of the local machine, so that a server may send
 * it as it is.
 */
public class GypsumException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** Why something failed; each kind has one HTTP status, known only at the HTTP edge. */
  public enum Kind {
    /** The request can never succeed as it stands: a bad name, a wrong shape, a rule that it breaks. */
    INVALID,
    /** Nobody, or an unknown token. */
    UNAUTHENTICATED,
    /** A known user who may not do this. */
    FORBIDDEN,
    /** Someone else holds the project's lock; later the same request may succeed. */
    LOCKED,
    /** What was named does not exist. */
    NOT_FOUND,
    /** Over a limit of the server; the message names the limit. */
    TOO_LARGE,
    /** The server has no room for this work right now; the same request may succeed soon. */
    BUSY,
    /** Something the server depends on does not answer (store, identity provider). */
    UNAVAILABLE,
    /** A stored document is not what it must be; an administrator has to look. */
    CORRUPT
  }

  public GypsumException(Kind kind, String message) {
    this(kind, message, null);
  }

  public GypsumException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** The message; never null, other than {@link Throwable#getMessage} allows. */
  public String reason() {
    String message = getMessage();
    return message == null ? kind.name() : message;
  }

  public static GypsumException invalid(String message) {
    return new GypsumException(Kind.INVALID, message);
  }

  public static GypsumException unauthenticated(String message) {
    return new GypsumException(Kind.UNAUTHENTICATED, message);
  }

  public static GypsumException forbidden(String message) {
    return new GypsumException(Kind.FORBIDDEN, message);
  }

  public static GypsumException locked(String message) {
    return new GypsumException(Kind.LOCKED, message);
  }

  public static GypsumException notFound(String message) {
    return new GypsumException(Kind.NOT_FOUND, message);
  }
}
