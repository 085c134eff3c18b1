package io.gypsum.client;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked of a server did not succeed. The message says what was asked, what came back and, when the
 * server gave one, its reason. It never holds a token.
 */
public final class RequestFailedException extends GypsumException {
  private static final long serialVersionUID = 1;

  private final String asked;
  private final String problem;
  /** 0 when there was no answer. */
  private final int status;
  private final @Nullable String serverReason;
  private final boolean retryable;
  private final boolean mayHaveHappened;
  private final @Nullable Duration retryAfter;

  private RequestFailedException(
      Kind kind, String asked, String problem, Details details, @Nullable Throwable cause) {
    super(kind, "cannot " + asked + ": " + problem, cause);
    this.asked = asked;
    this.problem = problem;
    this.status = details.status;
    this.serverReason = details.serverReason;
    this.retryable = details.retryable;
    this.mayHaveHappened = details.mayHaveHappened;
    this.retryAfter = details.retryAfter;
  }

  /** What the failure is made of beside its words. */
  private record Details(
      int status,
      @Nullable String serverReason,
      boolean retryable,
      boolean mayHaveHappened,
      @Nullable Duration retryAfter) {}

  /** What was tried, in words: {@code start the upload of p/a/v}. */
  public String asked() {
    return asked;
  }

  /** The HTTP status; empty when the failure is not an answer (no connection, a broken or damaged transfer). */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** Why, in the server's own words; empty when it gave none. */
  public Optional<String> serverReason() {
    return Optional.ofNullable(serverReason);
  }

  /** Whether the same may succeed later without any change; the client has already tried several times. */
  public boolean isRetryable() {
    return retryable;
  }

  /**
   * Whether a request that changes something may have been carried out all the same, since its answer was lost: look
   * before asking again. False means that it surely was not.
   */
  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }

  /** This failure, after an earlier attempt whose answer was lost. */
  RequestFailedException afterLostAttempt() {
    if (mayHaveHappened) {
      return this;
    }
    Details details = new Details(status, serverReason, retryable, true, retryAfter);
    return new RequestFailedException(kind(), asked, problem, details, getCause());
  }

  /** How long the server wants to be left alone, if it said so. */
  @Nullable
  Duration retryAfter() {
    return retryAfter;
  }

  /** The server answered with something else than success. */
  static RequestFailedException answered(
      String asked, int status, @Nullable String serverReason, @Nullable Duration retryAfter) {
    String problem =
        serverReason == null
            ? "the server answered " + status
            : "the server answered " + status + ": " + serverReason;
    boolean busy = status == 429 || status == 503;
    boolean retryable = busy || (status >= 500 && status != 501);
    return new RequestFailedException(
        kindOf(status), asked, problem,
        new Details(status, serverReason, retryable, !busy && status >= 500, retryAfter), null);
  }

  /** Nothing was sent: there is no such server, or it is not running. */
  static RequestFailedException unreachable(String asked, String server, Throwable cause) {
    return new RequestFailedException(
        Kind.UNAVAILABLE, asked,
        server + " cannot be reached; is it running, and is the address right?",
        new Details(0, null, true, false, null), cause);
  }

  /** The connection broke or went silent after something had been sent. */
  static RequestFailedException broken(String asked, Throwable cause) {
    return new RequestFailedException(
        Kind.UNAVAILABLE, asked, "the connection broke (" + words(cause) + ")",
        new Details(0, null, true, true, null), cause);
  }

  /** What arrived is not what the manifest says; trying again may bring the right bytes. */
  static RequestFailedException damaged(String asked, String problem) {
    return new RequestFailedException(
        Kind.CORRUPT, asked, problem, new Details(0, null, true, false, null), null);
  }

  /** The server's answer is not what the wire contract says. */
  static RequestFailedException notUnderstood(String asked, String problem) {
    return new RequestFailedException(
        Kind.CORRUPT, asked, "the server's answer is not as expected: " + problem,
        new Details(0, null, false, true, null), null);
  }

  /** The calling thread was interrupted; its interrupt flag is set again. */
  static RequestFailedException interrupted(String asked, @Nullable Throwable cause) {
    Thread.currentThread().interrupt();
    return new RequestFailedException(
        Kind.UNAVAILABLE, asked, "interrupted", new Details(0, null, false, true, null), cause);
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static Kind kindOf(int status) {
    return switch (status) {
      case 401 -> Kind.UNAUTHENTICATED;
      case 403 -> Kind.FORBIDDEN;
      case 404 -> Kind.NOT_FOUND;
      case 413 -> Kind.TOO_LARGE;
      case 429, 503 -> Kind.BUSY;
      default -> status >= 500 ? Kind.UNAVAILABLE : Kind.INVALID;
    };
  }
}
