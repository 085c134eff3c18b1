package io.gypsum.client.failure;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import io.gypsum.core.GypsumException;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked of a server did not succeed. The message says what was asked, what came back and, when the
 * server gave one, its reason. It never holds a token.
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
public final class RequestFailedException extends GypsumException {
  private static final long serialVersionUID = 1;

  private final String action;
  private final String problem;
  /** 0 when there was no answer. */
  private final int status;
  private final @Nullable String serverReason;
  private final boolean retryable;
  private final boolean mayHaveHappened;
  private final @Nullable Duration retryAfter;

  /**
   * @param action what was tried, in words that follow "cannot"
   * @param problem what came of it, without anything secret
   */
  public RequestFailedException(
      Kind kind, String action, String problem, Details details, @Nullable Throwable cause) {
    super(kind, "cannot " + action + ": " + problem, cause);
    this.action = action;
    this.problem = problem;
    this.status = details.status;
    this.serverReason = details.serverReason;
    this.retryable = details.retryable;
    this.mayHaveHappened = details.mayHaveHappened;
    this.retryAfter = details.retryAfter;
  }

  /**
   * What a failure is made of beside its words.
   *
   * @param status of the answer; 0 when there was none
   * @param serverReason null when the server gave none
   * @param retryAfter how long the server wants to be left alone; null when it did not say
   */
  public record Details(
      int status,
      @Nullable String serverReason,
      boolean retryable,
      boolean mayHaveHappened,
      @Nullable Duration retryAfter) {}

  /** What was tried, in words: {@code start the upload of p/a/v}. */
  public String action() {
    return action;
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

  /** This failure in other words, for who knows better what is wrong. */
  public RequestFailedException withProblem(String betterProblem) {
    Details details =
        new Details(status, serverReason, retryable, mayHaveHappened, retryAfter);
    return new RequestFailedException(kind(), action, betterProblem, details, this);
  }

  /** This failure, with what to do about it. */
  public RequestFailedException withAdvice(String advice) {
    return withProblem(problem + "; " + advice);
  }

  /** This failure, after an earlier attempt whose answer was lost. */
  public RequestFailedException afterUnknownAttempt() {
    if (mayHaveHappened) {
      return this;
    }
    Details details = new Details(status, serverReason, retryable, true, retryAfter);
    return new RequestFailedException(kind(), action, problem, details, getCause());
  }

  /** How long the server wants to be left alone; empty when it did not say. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
