package io.gypsum.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A failure, classified by kind. The message is written for the user: what failed, the value, what was expected, what to do
 * next. It never contains a token or a path of the local machine, so that a server may send it to clients.
 */
public class GypsumException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Kind kind;

  /** The reason of a failure. Each kind has one HTTP status, which only the HTTP packages of server and client use. */
  public enum Kind {
    /** The request is invalid and cannot succeed without changes. */
    INVALID,
    /** The access token is missing or unknown. */
    UNAUTHENTICATED,
    /** The user is known and does not have the permission. */
    FORBIDDEN,
    /** The project is locked by another operation; the same request may succeed later. */
    LOCKED,
    /** The named object does not exist. */
    NOT_FOUND,
    /** A limit of the server is exceeded; the message contains the limit. */
    TOO_LARGE,
    /** The server is overloaded; the same request may succeed soon. */
    BUSY,
    /** A required service (store, identity provider) failed or does not respond. */
    UNAVAILABLE,
    /** The disk of the store, or the part of it that the server may use, has no space left. */
    NO_SPACE,
    /** A stored document is corrupt; an administrator must repair it. */
    CORRUPT;

    /** Returns the stable name of the kind in documents: {@code not-found} for {@link #NOT_FOUND}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the kind with a {@link #code}; empty if there is none. */
    public static Optional<Kind> ofCode(String code) {
      return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }
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

  /** Returns the message, which is never null. */
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
