package io.gypsum.client.failure;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.gypsum.core.GypsumException;
import io.gypsum.core.retry.CallFailure;
import io.gypsum.core.retry.CallOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A request to a server failed. The message contains what was requested, what went wrong and, if the server sent one, its
 * reason. It never contains a token.
 *
 * <pre>{@code
 * try {
 *   gypsum.approveProbation(version);
 * } catch (RequestFailedException e) {
 *   String why = e.serverReason().orElse("no reason given");
 *   boolean later = e.isRetryable();
 * }
 * }</pre>
 */
public final class RequestFailedException extends GypsumException implements CallFailure {
  private static final long serialVersionUID = 1;

  /** A server that refuses connections rarely accepts them within seconds, so few attempts are made. */
  private static final int MAX_CONNECTION_ATTEMPTS = 3;
  /** If a server asks for a longer wait, the request fails at once. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  private final String action;
  private final String problem;
  /** 0 if there was no response. */
  private final int status;
  private final @Nullable String serverReason;
  /** Whether the server reported the kind; otherwise it was derived from the status. */
  private final boolean kindReported;
  private final boolean retryable;
  private final boolean mayHaveHappened;
  private final @Nullable Duration retryAfter;

  /**
   * Creates a failure with the message "cannot {@code action}: {@code problem}".
   *
   * @param problem without secrets
   */
  public RequestFailedException(
      Kind kind, String action, String problem, Details details, @Nullable Throwable cause) {
    super(kind, "cannot " + action + ": " + problem, cause);
    this.action = action;
    this.problem = problem;
    this.status = details.status;
    this.serverReason = details.serverReason;
    this.kindReported = details.kindReported;
    this.retryable = details.retryable;
    this.mayHaveHappened = details.mayHaveHappened;
    this.retryAfter = details.retryAfter;
  }

  /**
   * The properties of a failure, except its message.
   *
   * @param status the status of the response; 0 if there was none
   * @param serverReason null if the server sent none
   * @param kindReported whether the server reported the kind; otherwise it was derived from the status
   * @param retryAfter the delay that the server requested; null if it requested none
   */
  public record Details(
      int status,
      @Nullable String serverReason,
      boolean kindReported,
      boolean retryable,
      boolean mayHaveHappened,
      @Nullable Duration retryAfter) {}

  private Details details() {
    return new Details(
        status, serverReason, kindReported, retryable, mayHaveHappened, retryAfter);
  }

  /** Returns what was requested, such as {@code start the upload of p/a/v}. */
  public String action() {
    return action;
  }

  /** Returns the HTTP status; empty if there was no response, or it was broken or corrupt. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** Returns the reason that the server sent; empty if it sent none. */
  public Optional<String> serverReason() {
    return Optional.ofNullable(serverReason);
  }

  /** Returns whether the server refused the request, and did not report whether a lock of the project is the reason. */
  public boolean mayBeLocked() {
    return kind() == Kind.FORBIDDEN && !kindReported;
  }

  /** Returns whether the same request may succeed later without any change. The client has already retried it. */
  @Override
  public boolean isRetryable() {
    return retryable;
  }

  /**
   * Returns whether a request that changes something may have been carried out although it failed, since its response was
   * lost. If so, read the current state before repeating the request. If false, it was not carried out.
   */
  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }

  @Override
  public CallOutcome outcome() {
    return mayHaveHappened ? CallOutcome.UNKNOWN : CallOutcome.NOT_DONE;
  }

  /**
   * Returns the delay before the next attempt that the server requested; zero if it asked to slow down without a time, empty if it
   * requested none.
   */
  @Override
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** Returns whether the server limits the rate of requests, or asked to wait because it is busy. */
  @Override
  public boolean isThrottled() {
    return status == 429 || (status == 503 && retryAfter != null);
  }

  @Override
  public int maxAttempts() {
    if (retryAfter != null && retryAfter.compareTo(MAX_RETRY_AFTER) > 0) {
      return 1;
    }
    boolean notConnected = kind() == Kind.UNAVAILABLE && status == 0 && !mayHaveHappened;
    return notConnected ? MAX_CONNECTION_ATTEMPTS : Integer.MAX_VALUE;
  }

  /** Returns this failure for a request of which an earlier attempt may have been carried out. */
  @Override
  public RequestFailedException withUnknownOutcome() {
    if (mayHaveHappened) {
      return this;
    }
    Details unknown =
        new Details(status, serverReason, kindReported, retryable, true, retryAfter);
    return new RequestFailedException(kind(), action, problem, unknown, getCause());
  }

  /** Returns this failure with a more specific problem in its message. */
  public RequestFailedException withProblem(String betterProblem) {
    return new RequestFailedException(kind(), action, betterProblem, details(), this);
  }

  /** Returns this failure with kind LOCKED and a more specific problem. */
  public RequestFailedException asLocked(String betterProblem) {
    return new RequestFailedException(Kind.LOCKED, action, betterProblem, details(), this);
  }

  /** Returns this failure with advice at the end of its message. */
  public RequestFailedException withAdvice(String advice) {
    return withProblem(problem + "; " + advice);
  }
}
